"""Trains the demo's speaker embedding: who it is that speaks, whatever is said.

    python3 train_embedding.py --cache PEOPLE --run RUN
    python3 train_embedding.py --cache PEOPLE --run RUN2 --begin RUN --speeds 0.87 1 1.15 --steps 2000 --rate 1e-3

The second run goes on with three times as many people: whoever speaks faster and higher is somebody else.
Goes on from the checkpoint in --run where there is one. One process, one core: the other is free for train_segmentation.py.
"""

import numpy as np
import torch
from torch.nn import functional as F

import sound
from dialogues import People
from library import Library
from short_run import begin, options_of, train
from wespeaker import Embedder, MarginClassifier

SAMPLE_RATE = 16_000


class Crops(torch.utils.data.Dataset):
    """Item n is batch n: pieces of speech and the number of the person. Each voice at each speed is a person."""

    def __init__(self, people: People, batch: int, steps: int, seed: int, speeds=(1.0,)):
        self._people, self._batch, self._steps, self._seed, self._speeds = people, batch, steps, seed, speeds
        self.count = len(people.names) * len(speeds)

    def __len__(self):
        return self._steps

    def __getitem__(self, step: int):
        random = np.random.default_rng([self._seed, step])
        length = int(random.uniform(0.8, 2.2) * SAMPLE_RATE)
        chosen = random.integers(self.count, size=self._batch)
        return torch.from_numpy(np.stack([self.crop(number, length, random) for number in chosen])), torch.from_numpy(chosen)

    def crop(self, number: int, length: int, random) -> np.ndarray:
        voice, speed = divmod(number, len(self._speeds))
        samples, factor = np.zeros(0, np.float32), self._speeds[speed]
        while len(samples) < length:
            said = self._people.utterance(self._people.names[voice], random)[0]
            samples = np.concatenate([samples, said if factor == 1 else sound.change_speed(said, factor)])
        at = random.integers(0, len(samples) - length + 1)
        samples = samples[at:at + length]
        if random.random() < 0.6:
            samples = sound.worsen(samples, random)
        return samples.astype(np.float32)


@torch.no_grad()
def equal_errors(network: Embedder, crops: Crops, random) -> float:
    """The rate at which as many pairs of one person are told apart as pairs of two are taken for one."""
    network.eval()
    waves = torch.from_numpy(np.stack([crops.crop(number, 2 * SAMPLE_RATE, random) for number in range(crops.count) for _ in range(4)]))
    vectors = F.normalize(torch.cat([network(part) for part in waves.split(40)]))
    network.train()
    owner = torch.arange(crops.count).repeat_interleave(4)
    upper = torch.ones(len(owner), len(owner)).triu(1).bool()
    alike = (vectors @ vectors.T)[upper]
    same = (owner[:, None] == owner[None])[upper]
    wanted, others = alike[same].sort().values, alike[~same].sort().values
    missed = torch.arange(1, len(wanted) + 1) / len(wanted)
    taken = 1 - torch.searchsorted(others, wanted) / len(others)
    return torch.maximum(missed, taken).min().item()


def main():
    arguments = options_of(__doc__, steps=2800, batch=32, rate=2e-3)
    arguments.add_argument("--speeds", type=float, nargs="+", default=[1.0], help="at which each voice is a person of its own")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    crops = Crops(People(Library(options.cache, "train")), options.batch, options.steps, options.seed, options.speeds)
    tests = Crops(People(Library(options.cache, "test")), 1, 1, 0)
    network, classifier = Embedder(), MarginClassifier(crops.count)
    begin(options, network)

    def figures(batch, step):
        loss, right = classifier(network(batch[0]), batch[1], min(1.0, 2 * step / options.steps))
        return {"loss": loss, f"known of {crops.count}": right.float().mean()}

    train(options, 0.02, {"network": network, "classifier": classifier}, crops, figures,
          lambda: f"equal error rate on new people {100 * equal_errors(network, tests, np.random.default_rng(5)):.1f} %")


if __name__ == "__main__":
    main()
