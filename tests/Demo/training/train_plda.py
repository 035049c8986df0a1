"""Fits the PLDA of the demo's diarization to the voices that its embedding learnt from: how people differ, and how a person does from himself.

    python3 train_plda.py --cache PEOPLE --embedding RUN --to RUN2

Minutes on one core. Writes xvec_transform.npz and plda.npz, in the arrays that pyannote reads.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from scipy.linalg import eigh

from dialogues import AtSpeeds, People
from library import Library
from train_embedding import SAMPLE_RATE, Crops
from wespeaker import Embedder


@torch.no_grad()
def voices(network: Embedder, crops: Crops, pieces: int, random) -> np.ndarray:
    """Embeddings [people, pieces, dimension] of pieces of 0.8 to 4 seconds."""
    network.eval()
    return np.array([[network(torch.from_numpy(crops.crop(person, int(random.uniform(0.8, 4) * SAMPLE_RATE), random))[None])[0].double().numpy()
                      for _ in range(pieces)] for person in range(crops.count)])


def scaled(vectors: np.ndarray) -> np.ndarray:
    """To the length that a standard normal vector has."""
    return vectors * (np.sqrt(vectors.shape[-1]) / np.linalg.norm(vectors, axis=-1, keepdims=True))


def directions(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Axes (columns) along which people's own variance is 1, by falling variance between people, and that variance."""
    people, pieces, _ = vectors.shape
    means = vectors.mean(axis=1)
    own = (vectors - means[:, None]).reshape(people * pieces, -1)
    within = own.T @ own / (people * (pieces - 1))
    # The means of a few pieces scatter by a share of what is within, too.
    between = np.cov(means.T) - within / pieces
    variances, axes = eigh(between, within)
    return axes[:, ::-1], variances[::-1]


def fit(vectors: np.ndarray, kept: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The arrays of the two files, from embeddings [people, pieces, dimension]."""
    mean1 = vectors.mean(axis=(0, 1))
    centred = scaled(vectors - mean1)
    lda = directions(centred)[0][:, :kept]
    projected = centred @ lda
    mean2 = projected.mean(axis=(0, 1))
    features = scaled(projected - mean2)
    axes, psi = directions(features)
    return {"mean1": mean1, "mean2": mean2, "lda": lda}, {"mu": features.mean(axis=(0, 1)), "tr": axes.T, "psi": psi.clip(1e-3)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True, help="made by people.py")
    arguments.add_argument("--embedding", type=Path, required=True, help="the run of train_embedding.py")
    arguments.add_argument("--to", type=Path, required=True)
    arguments.add_argument("--speeds", type=float, nargs="+", default=[0.87, 1.0, 1.15], help="at which each voice is a person of its own")
    arguments.add_argument("--pieces", type=int, default=6, help="of each person")
    arguments.add_argument("--kept", type=int, default=128, help="dimensions that are kept")
    options = arguments.parse_args()
    torch.set_num_threads(1)
    network = Embedder()
    network.load_state_dict(torch.load(options.embedding / "checkpoint.pt")["network"])
    crops = Crops(AtSpeeds(People(Library(options.cache, "train")), options.speeds), 1, 1, 0)
    transform, plda = fit(voices(network, crops, options.pieces, np.random.default_rng(77)), options.kept)
    options.to.mkdir(parents=True, exist_ok=True)
    np.savez(options.to / "xvec_transform.npz", **{name: array.astype(np.float32) for name, array in transform.items()})
    np.savez(options.to / "plda.npz", **{name: array.astype(np.float32) for name, array in plda.items()})
    print(f"{crops.count} people; variance between them, as a multiple of a person's own: {' '.join(f'{value:.1f}' for value in plda['psi'][:8])} ...")


if __name__ == "__main__":
    main()
