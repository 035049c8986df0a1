"""Trains the demo's segmentation model: who of up to three speaks when in ten seconds.

    python3 train_segmentation.py --cache PEOPLE --embedding RUN --run RUN2

Goes on from the checkpoint in --run where there is one. One process, one core.
"""

import itertools
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from dialogues import People, talk
from library import Library
from pyannet import CLASSES, SPEAKERS, PyanNet, frame_times, turn_loss
from short_run import options_of, train
from train_embedding import Crops
from wespeaker import Embedder

SAMPLE_RATE, SECONDS = 16_000, 10.0


class Voices:
    """Orders people by how they sound: by the first principal component of their embeddings, as a rank from 0 to 1."""

    def __init__(self, people: People, embedding: Path):
        network = Embedder()
        network.load_state_dict(torch.load(embedding / "checkpoint.pt", map_location="cpu")["network"])
        network.eval()
        crops, random = Crops(people, 1, 1, 0), np.random.default_rng(6)
        with torch.no_grad():
            centroids = [F.normalize(network(torch.from_numpy(np.stack([crops.crop(number, 2 * SAMPLE_RATE, random) for _ in range(4)])))).mean(dim=0)
                         for number in range(len(people.names))]
        apart = torch.stack(centroids) - torch.stack(centroids).mean(dim=0)
        along = apart @ torch.linalg.svd(apart, full_matrices=False).Vh[0]
        self._rank = dict(zip(people.names, (along.argsort().argsort() / (len(people.names) - 1)).tolist()))

    def places(self, names: list[str]) -> list[int]:
        """Which of the places of a clip each is given: the first for the lowest third of the voices, and so on, as far as they do not collide."""
        order = sorted(range(len(names)), key=lambda i: self._rank[names[i]])
        chosen = min(itertools.combinations(range(SPEAKERS), len(names)),
                     key=lambda places: sum(abs(self._rank[names[i]] - (place + 0.5) / SPEAKERS) for i, place in zip(order, places)))
        return [place for _, place in sorted(zip(order, chosen))]


class Clips(torch.utils.data.Dataset):
    """Item n is batch n: waveforms, and who of the clip is active in each frame; in the order of their voices, where these are known."""

    def __init__(self, people: People, batch: int, steps: int, seed: int, voices: Voices | None = None):
        self._people, self._batch, self._steps, self._seed, self._voices = people, batch, steps, seed, voices

    def __len__(self):
        return self._steps

    def __getitem__(self, step: int):
        # Short windows first: as much sound, from twice as many people.
        return self.batch(SECONDS, self._batch, step) if step >= 0.7 * self._steps else self.batch(SECONDS / 2, 2 * self._batch, step)

    def batch(self, seconds: float, count: int, number: int):
        random = np.random.default_rng([self._seed, number])
        return [torch.from_numpy(np.stack(part)) for part in zip(*[self._clip(seconds, random) for _ in range(count)])]

    def _clip(self, seconds: float, random):
        # A window is cut out of a longer talk, so that it begins and ends anywhere.
        count = random.choice([1, 2, 3], p=[0.15, 0.5, 0.35])
        longer = seconds + random.uniform(0, 8)
        dialogue = talk(self._people, count, longer, random, lively=random.choice([0.0, 0.25, 0.6]))
        start = longer - seconds if random.random() < 0.7 else 0.0
        samples = int(seconds * SAMPLE_RATE)
        audio = dialogue.audio[int(start * SAMPLE_RATE):][:samples]
        audio = np.pad(audio, (0, samples - len(audio)))
        times = frame_times((samples - 991) // 270 + 1).numpy()
        known, names = dialogue.activity(start + times)
        active = np.zeros((len(times), SPEAKERS), bool)
        active[:, self._voices.places(names) if self._voices else range(len(names))] = known
        if random.random() < 0.1:
            # The last window of a recording is filled with silence.
            end = random.uniform(0.1, 0.9) * seconds
            audio[int(end * SAMPLE_RATE):], active[times >= end] = 0, False
        return audio.astype(np.float32), active


@torch.no_grad()
def frame_errors(network: PyanNet, waveforms, active) -> float:
    """Missed, false and confused speech per speech, under the best order of speakers of each clip."""
    members = torch.zeros(len(CLASSES), SPEAKERS)
    for number, subset in enumerate(CLASSES):
        members[number, list(subset)] = 1
    heard = members[network(waveforms).argmax(dim=-1)]
    wrong = 0.0
    for row, truth in zip(heard, active.float()):
        errors = []
        for order in itertools.permutations(range(SPEAKERS)):
            guess = row[:, list(order)]
            correct = (guess * truth).sum(dim=1)
            errors.append((torch.maximum(guess.sum(dim=1), truth.sum(dim=1)) - correct).sum().item())
        wrong += min(errors)
    return wrong / max(1.0, active.sum().item())


def main():
    arguments = options_of(__doc__, steps=2600, batch=16, rate=3e-3)
    arguments.add_argument("--embedding", type=Path, required=True, help="run of train_embedding.py")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    people = People(Library(options.cache, "train"))
    network = PyanNet()
    # Loudness is levelled there already; to learn its scale would double a step's time.
    network.sincnet.wav_norm1d.requires_grad_(False)
    clips = Clips(people, options.batch, options.steps, options.seed, Voices(people, options.embedding))
    tests = Clips(People(Library(options.cache, "test")), 24, 1, 77).batch(SECONDS, 24, 0)
    # Told that any order of speakers is right, it learns who speaks next and not who it was: a voice's own place comes first.
    orders = list(itertools.permutations(range(SPEAKERS)))
    train(options, 0.01, {"network": network}, clips,
          lambda batch, step: {"loss": turn_loss(network(batch[0]), batch[1], orders[:1] if step < 0.6 * options.steps else orders)},
          lambda: f"frames wrong on new people {100 * frame_errors(network, *tests):.1f} %")


if __name__ == "__main__":
    main()
