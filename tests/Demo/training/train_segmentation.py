"""Trains the demo's segmentation model: which of up to three voices speaks when in five seconds.

    python3 train_segmentation.py --cache PEOPLE --run RUN
    python3 train_segmentation.py --cache PEOPLE --run RUN2 --begin RUN --voices 0 --steps 1000 --rate 1e-3

The second run learns on from the first one's network, in turns alone.
Goes on from the checkpoint in --run where there is one. One process, one core: the other is free for train_embedding.py.
"""

import numpy as np
import torch

from dialogues import Dialogue, People, talk
from library import Library
from pyannet import CLASSES, SECONDS, SPEAKERS, PyanNet, frame_times, permutation_loss
from short_run import begin, options_of, train
from train_embedding import Crops
from wespeaker import DIMENSION, MarginClassifier

SAMPLE_RATE = 16_000


def places(dialogue: Dialogue, times: np.ndarray) -> np.ndarray:
    """Which places are taken at each time: bool [times, SPEAKERS]. A place belongs to one person, but one person may have several:
    a speaker who returns gets a new index while free ones remain.

    Recognising a speaker after a pause is left to the embedding, which is far better at it.
    """
    active = [(saying.person, (times >= saying.start) & (times < saying.end)) for saying in dialogue.sayings]
    active = [(person, when) for person, when in active if when.any()]
    active, owners = np.zeros((len(times), SPEAKERS), bool), []
    for i, (person, when) in enumerate(active):
        coming = {other for other, _ in active[i:]} - {*owners, person}
        if len(owners) + len(coming) < SPEAKERS:
            owners.append(person)
        if person in owners:
            active[when, len(owners) - 1 - owners[::-1].index(person)] = True
    return active


class Clips(torch.utils.data.Dataset):
    """Item n is batch n: waveforms, which places are taken in each frame, and who is active."""

    def __init__(self, people: People, batch: int, steps: int, seed: int):
        self._people, self._batch, self._steps, self._seed = people, batch, steps, seed

    def __len__(self):
        return self._steps

    def __getitem__(self, step: int):
        random = np.random.default_rng([self._seed, step])
        return [torch.from_numpy(np.stack(part)) for part in zip(*[self._clip(random) for _ in range(self._batch)])]

    def _clip(self, random):
        # A window is cut out of a longer talk, so that it begins and ends anywhere.
        count = random.choice([1, 2, 3], p=[0.15, 0.5, 0.35])
        longer = SECONDS + random.uniform(0, 8)
        dialogue = talk(self._people, count, longer, random, lively=random.choice([0.0, 0.25, 0.6]))
        start = longer - SECONDS if random.random() < 0.7 else 0.0
        samples = int(SECONDS * SAMPLE_RATE)
        audio = dialogue.audio[int(start * SAMPLE_RATE):][:samples]
        audio = np.pad(audio, (0, samples - len(audio)))
        times = frame_times((samples - 991) // 270 + 1).numpy()
        known, _ = dialogue.activity(start + times)
        active = np.zeros((len(times), SPEAKERS), bool)
        active[:, :known.shape[1]] = known
        taken = places(dialogue, start + times)
        if random.random() < 0.1:
            # The last window of a recording is filled with silence.
            end = random.uniform(0.1, 0.9) * SECONDS
            audio[int(end * SAMPLE_RATE):], taken[times >= end], active[times >= end] = 0, False, False
        return audio.astype(np.float32), taken, active


class Lessons(torch.utils.data.Dataset):
    """Crops of one voice each for the first steps, then clips."""

    def __init__(self, crops: Crops, clips: Clips, first: int):
        self._crops, self._clips, self._first = crops, clips, first

    def __len__(self):
        return self._first + len(self._clips)

    def __getitem__(self, step: int):
        return self._crops[step] if step < self._first else self._clips[step - self._first]


@torch.no_grad()
def frame_errors(network: PyanNet, waveforms, active) -> float:
    """Missed, false and confused speech per speech."""
    members = torch.zeros(len(CLASSES), SPEAKERS)
    for number, subset in enumerate(CLASSES):
        members[number, list(subset)] = 1
    wrong = 0.0
    for row, truth in zip(members[network(waveforms).argmax(dim=-1)], active.float()):
        # Each place is given to the one who is in it most.
        owner = (row.T @ truth).argmax(dim=1)
        guess = torch.zeros_like(truth).index_add_(1, owner, row).clamp(max=1)
        wrong += (torch.maximum(guess.sum(dim=1), truth.sum(dim=1)) - (guess * truth).sum(dim=1)).sum().item()
    return wrong / max(1.0, active.sum().item())


def main():
    arguments = options_of(__doc__, steps=2600, batch=32, rate=3e-3)
    arguments.add_argument("--voices", type=int, default=1000, help="steps at the start that teach whose voice it is")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    people = People(Library(options.cache, "train"))
    network = PyanNet()
    begin(options, network)
    # Loudness is levelled there already; to learn its scale would double a step's time.
    network.sincnet.wav_norm1d.requires_grad_(False)
    # Told from turns alone, voices are learnt very slowly: first each is to be known by its name, as the embedding learns it.
    describe, classifier = torch.nn.Linear(2 * network.lstm.hidden_size, DIMENSION), MarginClassifier(len(people.names))
    lessons = Lessons(Crops(people, 2 * options.batch, options.steps, options.seed), Clips(people, options.batch, options.steps - options.voices, options.seed), options.voices)
    waveforms, _, active = Clips(People(Library(options.cache, "test")), 48, 1, 77)[0]

    def figures(batch, step):
        if step > options.voices:
            return {"loss": permutation_loss(network(batch[0]), batch[1])}
        loss, right = classifier(describe(network.voices(batch[0]).mean(dim=1)), batch[1], min(1.0, 2 * step / options.voices))
        return {"loss": loss, f"known of {len(people.names)}": right.float().mean()}

    train(options, 0.01, {"network": network, "describe": describe, "classifier": classifier}, lessons, figures,
          lambda: f"frames wrong on new people {100 * frame_errors(network, waveforms, active):.1f} %")


if __name__ == "__main__":
    main()
