"""Fits the PLDA of the demo's diarization to the voices that its embedding learnt from: how people differ, and how a person does from himself.

    python3 train_plda.py --cache PEOPLE --embedding RUN --to RUN2

Minutes on one core. Writes xvec_transform.npz and plda.npz, in the arrays that pyannote reads.
"""

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from scipy.linalg import eigh

from dialogues import AtSpeeds, People
from library import Library
from train_embedding import Scenes
from wespeaker import Embedder


@torch.no_grad()
def voices(network: Embedder, people: AtSpeeds, count: int) -> list[np.ndarray]:
    """Embeddings [times heard, dimension] of each person in windows of the training's kind; of those who are heard twice or more."""
    network.eval()
    heard = defaultdict(list)
    for waves, rows, frames, numbers in torch.utils.data.DataLoader(Scenes(people, 8, count // 8, 77), batch_size=None, num_workers=1):
        for number, vector in zip(numbers.tolist(), network.of(waves, rows, frames).double().numpy()):
            heard[number].append(vector)
    return [np.array(vectors) for vectors in heard.values() if len(vectors) > 1]


def scaled(vectors: np.ndarray) -> np.ndarray:
    """To the length that a standard normal vector has."""
    return vectors * (np.sqrt(vectors.shape[-1]) / np.linalg.norm(vectors, axis=-1, keepdims=True))


def directions(people: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Axes (columns) along which people's own variance is 1, by falling variance between people, and that variance."""
    means = np.array([vectors.mean(axis=0) for vectors in people])
    own = np.concatenate([vectors - mean for vectors, mean in zip(people, means)])
    within = own.T @ own / (len(own) - len(people))
    # The means of a few vectors scatter by a share of what is within, too.
    between = np.cov(means.T) - within * np.mean([1 / len(vectors) for vectors in people])
    variances, axes = eigh(between, within)
    return axes[:, ::-1], variances[::-1]


def fit(people: list[np.ndarray], kept: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The arrays of the two files, from embeddings [times heard, dimension] of each person."""
    mean1 = np.concatenate(people).mean(axis=0)
    centred = [scaled(vectors - mean1) for vectors in people]
    lda = directions(centred)[0][:, :kept]
    projected = [vectors @ lda for vectors in centred]
    mean2 = np.concatenate(projected).mean(axis=0)
    features = [scaled(vectors - mean2) for vectors in projected]
    axes, psi = directions(features)
    return {"mean1": mean1, "mean2": mean2, "lda": lda}, {"mu": np.concatenate(features).mean(axis=0), "tr": axes.T, "psi": psi.clip(1e-3)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True, help="made by people.py")
    arguments.add_argument("--embedding", type=Path, required=True, help="the run of train_embedding.py")
    arguments.add_argument("--to", type=Path, required=True)
    arguments.add_argument("--speeds", type=float, nargs="+", default=[0.87, 1.0, 1.15], help="at which each voice is a person of its own")
    arguments.add_argument("--windows", type=int, default=5600, help="in which people are heard")
    arguments.add_argument("--kept", type=int, default=128, help="dimensions that are kept")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    network = Embedder()
    network.load_state_dict(torch.load(options.embedding / "checkpoint.pt")["network"])
    heard = voices(network, AtSpeeds(People(Library(options.cache, "train")), options.speeds), options.windows)
    transform, plda = fit(heard, options.kept)
    options.to.mkdir(parents=True, exist_ok=True)
    np.savez(options.to / "xvec_transform.npz", **{name: array.astype(np.float32) for name, array in transform.items()})
    np.savez(options.to / "plda.npz", **{name: array.astype(np.float32) for name, array in plda.items()})
    print(f"{len(heard)} people; variance between them, as a multiple of a person's own: {' '.join(f'{value:.1f}' for value in plda['psi'][:8])} ...")


if __name__ == "__main__":
    main()
