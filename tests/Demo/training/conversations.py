"""Conversations of the test voices, with what is said by whom and when: for the samples and for the evaluation."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from library import Library
from recordings import Recording

SAMPLE_RATE = 16_000


@dataclass
class Turn:
    """What one speaker says in one go; seconds from the start of the audio."""

    speaker: str
    start: float
    end: float
    text: str
    english: str


@dataclass
class Conversation:
    audio: np.ndarray
    turns: list[Turn]

    @property
    def text(self) -> str:
        return " ".join(turn.text for turn in self.turns)

    @property
    def english(self) -> str:
        return " ".join(turn.english for turn in self.turns)

    def reference(self) -> dict:
        return {"text": self.text, "turns": [asdict(turn) for turn in self.turns]}

    def write(self, path: Path):
        wavfile.write(path, SAMPLE_RATE, (self.audio * 32767).astype(np.int16))


def speakers_of(recordings: list[Recording]) -> dict[str, list[Recording]]:
    speakers = defaultdict(list)
    for recording in recordings:
        speakers[recording.speaker].append(recording)
    return speakers


class Writer:
    """Puts turns one after the other."""

    def __init__(self, library: Library, random: np.random.Generator):
        self._library, self._random = library, random
        self._pieces, self._length, self._turns = [], 0, []

    @property
    def seconds(self) -> float:
        return self._length / SAMPLE_RATE

    def pause(self, least: float, most: float):
        self._append(np.zeros(int(self._random.uniform(least, most) * SAMPLE_RATE), np.float32))

    def say(self, speaker: str, recordings: list[Recording], gap: float = 0.15):
        start = self.seconds
        for i, recording in enumerate(recordings):
            if i:
                self.pause(0.3 * gap, gap)
            self._append(self._library.samples(recording))
        said = " ".join(word for recording in recordings for word, _, _ in recording.words)
        english = " ".join(word for recording in recordings for word, _, _ in recording.english)
        self._turns.append(Turn(speaker, round(start, 2), round(self.seconds, 2), said, english))

    def finish(self) -> Conversation:
        audio = np.concatenate(self._pieces)
        # A faint room, so that the pauses are not digital silence.
        noise = self._random.standard_normal(len(audio)).astype(np.float32) * 10 ** self._random.uniform(-4, -3)
        return Conversation((audio + noise).clip(-1, 1), self._turns)

    def _append(self, samples: np.ndarray):
        self._pieces.append(samples)
        self._length += len(samples)


def converse(library: Library, language: str, people: int, seconds: float, random: np.random.Generator) -> Conversation:
    """Sentences of random speakers in turn, about as long as asked for."""
    speakers = speakers_of(library.sentences[language])
    names = [str(name) for name in random.permutation(sorted(name for name, said in speakers.items() if len(said) >= 3))[:people]]
    # Nobody says the same thing again before everything is said.
    said = {name: cycle([speakers[name][i] for i in random.permutation(len(speakers[name]))]) for name in names}
    writer, before = Writer(library, random), None
    writer.pause(0.1, 0.8)
    while writer.seconds < seconds:
        name = random.choice([name for name in names if name != before or people == 1])
        before = name
        writer.say(name, [next(said[name])])
        writer.pause(0.3, 1.2)
    return writer.finish()


def human_digits(library: Library, count: int, random: np.random.Generator) -> Conversation:
    """People of the Free Spoken Digit Dataset, who say a few digits each."""
    writer = Writer(library, random)
    writer.pause(0.1, 0.8)
    for speaker in random.permutation(len(library.humans))[:count]:
        recordings = library.humans[speaker]
        said = [recordings[i] for i in random.integers(len(recordings), size=random.integers(3, 7))]
        writer.say(said[0].speaker, said)
        writer.pause(0.4, 1.2)
    return writer.finish()
