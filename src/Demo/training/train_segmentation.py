"""Trains the demo's segmentation model: who of up to three speaks when in ten seconds.

    python3 train_segmentation.py --cache PEOPLE --run RUN

Goes on from the checkpoint in --run where there is one. One process, one core: the other is free for train_embedding.py.
"""

import itertools

import numpy as np
import torch

from dialogues import People, talk
from library import Library
from pyannet import CLASSES, SPEAKERS, PyanNet, frame_times, permutation_loss
from short_run import options_of, train

SAMPLE_RATE, SECONDS = 16_000, 10.0


class Clips(torch.utils.data.Dataset):
    """Item n is batch n: waveforms and who is active in each frame."""

    def __init__(self, people: People, seconds: float, batch: int, steps: int, seed: int):
        self._people, self._seconds, self._batch, self._steps, self._seed = people, seconds, batch, steps, seed
        self.frames = ((int(seconds * SAMPLE_RATE) - 991) // 270) + 1

    def __len__(self):
        return self._steps

    def __getitem__(self, step: int):
        random = np.random.default_rng([self._seed, step])
        # A window is cut out of a longer talk, so that it begins and ends anywhere.
        clips = [self._clip(random) for _ in range(self._batch)]
        return torch.from_numpy(np.stack([audio for audio, _ in clips])), torch.from_numpy(np.stack([active for _, active in clips]))

    def _clip(self, random):
        count = random.choice([1, 2, 3], p=[0.2, 0.45, 0.35])
        longer = self._seconds + random.uniform(0, 8)
        dialogue = talk(self._people, count, longer, random, lively=random.choice([0.0, 0.25, 0.6]))
        start = longer - self._seconds if random.random() < 0.7 else 0.0
        at = int(start * SAMPLE_RATE)
        audio = dialogue.audio[at:at + int(self._seconds * SAMPLE_RATE)]
        audio = np.pad(audio, (0, int(self._seconds * SAMPLE_RATE) - len(audio)))
        times = frame_times(self.frames).numpy()
        known, _ = dialogue.activity(start + times)
        active = np.zeros((self.frames, SPEAKERS), bool)
        active[:, :known.shape[1]] = known
        if random.random() < 0.1:
            # The last window of a recording is filled with silence.
            end = random.uniform(0.1, 0.9) * self._seconds
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
    options = options_of(__doc__, batch=16, rate=3e-3).parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    network = PyanNet()
    # Loudness is levelled there already; to learn its scale would double a step's time.
    network.sincnet.wav_norm1d.requires_grad_(False)
    clips = Clips(People(Library(options.cache, "train")), SECONDS, options.batch, options.steps, options.seed)
    tests = Clips(People(Library(options.cache, "test")), SECONDS, 24, 1, 77)[0]
    train(options, 0.01, {"network": network}, clips,
          lambda batch, step: {"loss": permutation_loss(network(batch[0]), batch[1])},
          lambda: f"frames wrong on new people {100 * frame_errors(network, *tests):.1f} %")


if __name__ == "__main__":
    main()
