"""Trains the demo's speaker embedding: who it is that speaks, whatever is said.

    python3 train_embedding.py --cache PEOPLE --run RUN

Goes on from the checkpoint in --run where there is one. One process, one core: the other is free for train_segmentation.py.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import sound
from dialogues import People
from library import Library
from wespeaker import Embedder, MarginClassifier

SAMPLE_RATE = 16_000


class Crops(torch.utils.data.Dataset):
    """Item n is batch n: pieces of speech and the number of the person."""

    def __init__(self, people: People, batch: int, steps: int, seed: int):
        self._people, self._batch, self._steps, self._seed = people, batch, steps, seed

    def __len__(self):
        return self._steps

    def __getitem__(self, step: int):
        random = np.random.default_rng([self._seed, step])
        length = int(random.uniform(0.8, 2.2) * SAMPLE_RATE)
        chosen = random.integers(len(self._people.names), size=self._batch)
        return torch.from_numpy(np.stack([self.crop(number, length, random) for number in chosen])), torch.from_numpy(chosen)

    def crop(self, number: int, length: int, random) -> np.ndarray:
        samples = np.zeros(0, np.float32)
        while len(samples) < length:
            samples = np.concatenate([samples, self._people.utterance(self._people.names[number], random)[0]])
        at = random.integers(0, len(samples) - length + 1)
        samples = samples[at:at + length]
        if random.random() < 0.6:
            samples = sound.worsen(samples, random)
        return samples.astype(np.float32)


@torch.no_grad()
def equal_errors(network: Embedder, crops: Crops, people: int, random) -> float:
    """The rate at which as many pairs of one person are told apart as pairs of two are taken for one."""
    network.eval()
    waves = torch.from_numpy(np.stack([crops.crop(number, 2 * SAMPLE_RATE, random) for number in range(people) for _ in range(4)]))
    vectors = F.normalize(torch.cat([network(part) for part in waves.split(40)]))
    network.train()
    owner = torch.arange(people).repeat_interleave(4)
    upper = torch.ones(len(owner), len(owner)).triu(1).bool()
    alike = (vectors @ vectors.T)[upper]
    same = (owner[:, None] == owner[None])[upper]
    wanted, others = alike[same].sort().values, alike[~same].sort().values
    missed = torch.arange(1, len(wanted) + 1) / len(wanted)
    taken = 1 - torch.searchsorted(others, wanted) / len(others)
    return torch.maximum(missed, taken).min().item()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True, help="made by people.py")
    arguments.add_argument("--run", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--steps", type=int, default=1500)
    arguments.add_argument("--batch", type=int, default=32)
    arguments.add_argument("--rate", type=float, default=2e-3)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    people = People(Library(options.cache, "train"))
    network, classifier = Embedder(), MarginClassifier(len(people.names))
    optimizer = torch.optim.AdamW([*network.parameters(), *classifier.parameters()], lr=options.rate, weight_decay=0.02)
    options.run.mkdir(parents=True, exist_ok=True)
    checkpoint, first = options.run / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        network.load_state_dict(state["network"])
        classifier.load_state_dict(state["classifier"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
    others = People(Library(options.cache, "test"))
    tests = Crops(others, 1, 1, 0)
    loader = torch.utils.data.DataLoader(Crops(people, options.batch, options.steps, options.seed), batch_size=None,
                                         sampler=range(first, options.steps), num_workers=1, prefetch_factor=4)
    began, recent = time.time(), []
    with open(options.run / "log.txt", "a") as log:
        for step, (waves, numbers) in enumerate(loader, first + 1):
            loss, right = classifier(network(waves), numbers, min(1.0, 2 * step / options.steps))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.param_groups[0]["lr"] = options.rate * min(1.0, step / 50, max(0.02, (options.steps - step) / (0.6 * options.steps)))
            optimizer.step()
            recent.append((loss.item(), right.float().mean().item()))
            if step % 25 == 0 or step == options.steps:
                lost, known = np.mean(recent, axis=0)
                line = (f"step {step}: loss {lost:.3f}, {100 * known:.0f} % known of {len(people.names)}; "
                        f"{(time.time() - began) / len(recent):.2f} s a step, {options.steps - step} left")
                if step % 200 == 0 or step == options.steps:
                    line += f"; equal error rate on new people {100 * equal_errors(network, tests, len(others.names), np.random.default_rng(5)):.1f} %"
                    torch.save({"step": step, "network": network.state_dict(), "classifier": classifier.state_dict(),
                                "optimizer": optimizer.state_dict()}, checkpoint)
                print(line, flush=True)
                print(line, file=log, flush=True)
                began, recent = time.time(), []


if __name__ == "__main__":
    main()
