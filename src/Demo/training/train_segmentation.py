"""Trains the demo's segmentation model: who of up to three speaks when in ten seconds.

    python3 train_segmentation.py --cache PEOPLE --run RUN

Goes on from the checkpoint in --run where there is one. One process, one core: the other is free for train_embedding.py.
"""

import itertools
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from dialogues import People, talk
from library import Library
from pyannet import CLASSES, SPEAKERS, PyanNet, frame_times, permutation_loss
from short_run import options_of, train

SAMPLE_RATE, SECONDS = 16_000, 10.0


class Clips(torch.utils.data.Dataset):
    """Item n is batch n: waveforms, who of the clip is active in each frame, and who of all people speaks there alone (-1: nobody, or several)."""

    def __init__(self, people: People, batch: int, steps: int, seed: int):
        self._people, self._batch, self._steps, self._seed = people, batch, steps, seed
        self._numbers = {name: number for number, name in enumerate(people.names)}

    def __len__(self):
        return self._steps

    def __getitem__(self, step: int):
        random = np.random.default_rng([self._seed, step])
        # Short windows first: as much sound, from twice as many people.
        seconds, batch = (SECONDS, self._batch) if step >= 0.6 * self._steps else (SECONDS / 2, 2 * self._batch)
        return [torch.from_numpy(np.stack(part)) for part in zip(*[self._clip(seconds, random) for _ in range(batch)])]

    def whole(self, seed: int):
        """A batch of whole windows, to test on."""
        random = np.random.default_rng(seed)
        return [torch.from_numpy(np.stack(part)) for part in zip(*[self._clip(SECONDS, random) for _ in range(self._batch)])]

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
        active[:, :known.shape[1]] = known
        if random.random() < 0.1:
            # The last window of a recording is filled with silence.
            end = random.uniform(0.1, 0.9) * seconds
            audio[int(end * SAMPLE_RATE):], active[times >= end] = 0, False
        numbers = np.array([self._numbers[name] for name in names] + [-1] * (SPEAKERS - len(names)))
        alone = np.where(active.sum(axis=1) == 1, numbers[active.argmax(axis=1)], -1)
        return audio.astype(np.float32), active, alone


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
    arguments = options_of(__doc__, batch=16, rate=3e-3)
    arguments.add_argument("--voices", type=Path, required=True, help="run of train_embedding.py with the same cache")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    people = People(Library(options.cache, "train"))
    network = PyanNet()
    # Loudness is levelled there already; to learn its scale would double a step's time.
    network.sincnet.wav_norm1d.requires_grad_(False)
    # What the embedding knows of each voice is told here frame by frame: from turns alone, telling voices apart is learnt very slowly.
    known = F.normalize(torch.load(options.voices / "checkpoint.pt")["classifier"]["weight"])
    describe = torch.nn.Linear(2 * network.lstm.hidden_size, known.shape[1])
    tests = Clips(People(Library(options.cache, "test")), 24, 1, 0).whole(77)

    def figures(batch, step):
        waveforms, active, alone = batch
        voices = network.voices(waveforms)
        turns, alike = permutation_loss(network.classes(voices), active), F.normalize(describe(voices[alone >= 0])) @ known.T
        named = F.cross_entropy(10 * alike, alone[alone >= 0])
        return {"loss": turns + 0.3 * named, "turns": turns, "names": named}

    train(options, 0.01, {"network": network, "describe": describe}, Clips(people, options.batch, options.steps, options.seed), figures,
          lambda: f"frames wrong on new people {100 * frame_errors(network, *tests[:2]):.1f} %")


if __name__ == "__main__":
    main()
