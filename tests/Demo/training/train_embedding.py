"""Trains the demo's speaker embedding: who it is that speaks, whatever is said.

    python3 train_embedding.py --cache PEOPLE --run RUN
    python3 train_embedding.py --cache PEOPLE --run RUN2 --begin RUN --speeds 0.87 1 1.15 --steps 2000 --rate 1e-3
    python3 train_embedding.py --cache PEOPLE --run RUN3 --begin RUN2 --speeds 0.87 1 1.15 --steps 1500 --rate 1e-3 --scenes

The second run has three times as many speakers: each speed of a recording counts as another speaker.
The third uses windows of five seconds of conversation and the frames in which a speaker is alone, as diarization does.
Goes on from the checkpoint in --run where there is one. One process, one core: the other is free for train_segmentation.py.
"""

import numpy as np
import torch
from torch.nn import functional as F

import sound
from dialogues import AtSpeeds, People, talk
from library import Library
from pyannet import SECONDS
from short_run import begin, options_of, train
from wespeaker import Embedder, MarginClassifier

SAMPLE_RATE = 16_000


class Crops(torch.utils.data.Dataset):
    """Item n is batch n: pieces of speech and the number of the person."""

    def __init__(self, people: People | AtSpeeds, batch: int, steps: int, seed: int):
        self._people, self._batch, self._steps, self._seed = people, batch, steps, seed
        self.count = len(people.names)

    def __len__(self):
        return self._steps

    def __getitem__(self, step: int):
        random = np.random.default_rng([self._seed, step])
        length = int(random.uniform(0.8, 2.2) * SAMPLE_RATE)
        chosen = random.choice(self.count, size=self._batch, p=self._people.shares)
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


class Scenes(torch.utils.data.Dataset):
    """Item n is batch n: windows of people who talk to each other; then, for each person in them, the row, the frames in which only this
    person speaks, and their number."""

    FRAME, LEAST = 0.08, 4  # seconds of a frame of the network's last layer; frames alone that are enough to know a voice

    def __init__(self, people: AtSpeeds, batch: int, steps: int, seed: int):
        self._people, self._batch, self._steps, self._seed = people, batch, steps, seed
        self._number = {name: number for number, name in enumerate(people.names)}

    def __len__(self):
        return self._steps

    def __getitem__(self, step: int):
        random = np.random.default_rng([self._seed, step])
        waves, rows, frames, numbers = [], [], [], []
        while len(waves) < self._batch:
            wave, speakers = self.draw(random)
            waves.append(wave)
            for name, alone in speakers:
                rows.append(len(waves) - 1), frames.append(alone), numbers.append(self._number[name])
        return tuple(torch.from_numpy(np.array(part)) for part in (waves, rows, frames, numbers))

    def draw(self, random):
        """One window, float32 [samples], and who is to be known in it: (name, float32 [frames])."""
        dialogue = talk(self._people, random.integers(2, 4), SECONDS + 3, random, lively=0.3, noisy=False)
        start = random.uniform(0, 3)
        wave = dialogue.audio[int(start * SAMPLE_RATE):][:int(SECONDS * SAMPLE_RATE)]
        if random.random() < 0.6 and wave.any():
            wave = sound.worsen(wave, random)
        times = start + random.uniform(-0.05, 0.05) + (np.arange(-(-(len(wave) // 160 - 2) // 8)) + 0.5) * self.FRAME
        active, names = dialogue.activity(times)
        alone = active & (active.sum(axis=1, keepdims=True) == 1)
        return wave.astype(np.float32), [(name, alone[:, n].astype(np.float32)) for n, name in enumerate(names) if alone[:, n].sum() >= self.LEAST]


@torch.no_grad()
def equal_errors(network: Embedder, batch) -> float:
    """Equal error rate over pairs of embeddings."""
    network.eval()
    vectors, owner = F.normalize(embeddings(network, batch)), batch[-1]
    network.train()
    upper = torch.ones(len(owner), len(owner)).triu(1).bool()
    alike = (vectors @ vectors.T)[upper]
    same = (owner[:, None] == owner[None])[upper]
    wanted, others = alike[same].sort().values, alike[~same].sort().values
    missed = torch.arange(1, len(wanted) + 1) / len(wanted)
    taken = 1 - torch.searchsorted(others, wanted) / len(others)
    return torch.maximum(missed, taken).min().item()


def embeddings(network: Embedder, batch):
    """Of a batch of Crops or of Scenes."""
    return network.of(*batch[:-1]) if len(batch) > 2 else network(batch[0])


def main():
    arguments = options_of(__doc__, steps=2800, batch=32, rate=2e-3)
    arguments.add_argument("--speeds", type=float, nargs="+", default=[1.0], help="at which each voice is a person of its own")
    arguments.add_argument("--scenes", action="store_true", help="train on windows of conversations")
    arguments.add_argument("--digits", type=float, default=1.0, help="sampling weight of the digit speakers")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    people = AtSpeeds(People(Library(options.cache, "train")), options.speeds, options.digits)
    kind, batch = (Scenes, options.batch // 2) if options.scenes else (Crops, options.batch)
    lessons = kind(people, batch, options.steps, options.seed)
    test = kind(AtSpeeds(People(Library(options.cache, "test")), [1.0]), 120, 1, 5)[0]
    network, classifier = Embedder(), MarginClassifier(len(people.names))
    begun = begin(options, network)
    if begun and begun["classifier"]["weight"].shape == classifier.weight.shape:  # the same people
        classifier.load_state_dict(begun["classifier"])

    def figures(batch, step):
        loss, right = classifier(embeddings(network, batch), batch[-1], min(1.0, 2 * step / options.steps))
        return {"loss": loss, f"known of {len(people.names)}": right.float().mean()}

    train(options, 0.02, {"network": network, "classifier": classifier}, lessons, figures,
          lambda: f"equal error rate on new people {100 * equal_errors(network, test):.1f} %")


if __name__ == "__main__":
    main()
