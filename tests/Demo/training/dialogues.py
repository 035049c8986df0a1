"""Two to four people who talk with each other: gaps, interruptions, backchannels, and who speaks when."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

import sound
from library import Library
from recordings import Recording

SAMPLE_RATE = 16_000
SHORT = 1.0  # Seconds: what is shorter may be said into another's speech.


@dataclass
class Saying:
    """What one person says in one go; seconds from the start of the audio."""

    person: str
    start: float
    end: float
    words: list[tuple[str, float, float]]
    exact: bool  # Whether the times of the words are known, or only those of the whole.

    @property
    def text(self) -> str:
        return " ".join(word for word, _, _ in self.words)


@dataclass
class Dialogue:
    audio: np.ndarray
    sayings: list[Saying]

    def activity(self, times: np.ndarray) -> tuple[np.ndarray, list[str]]:
        """Who speaks at each time: bool [times, people], and the people in order of their first word."""
        people = list(dict.fromkeys(saying.person for saying in self.sayings))
        active = np.zeros((len(times), len(people)), bool)
        for saying in self.sayings:
            active[(times >= saying.start) & (times < saying.end), people.index(saying.person)] = True
        return active, people


class People:
    """Everybody of one part who speaks one of the languages, with all that they say."""

    def __init__(self, library: Library, *languages: str):
        self._library = library
        self.sayings: dict[str, list[Recording]] = defaultdict(list)
        for recording in [*library.sentences["en"], *library.sentences["es"], *(r for speaker in library.humans for r in speaker)]:
            if not languages or recording.language in languages:
                self.sayings[recording.speaker].append(recording)
        self.names = sorted(self.sayings)
        self.shares = None

    def samples(self, recording: Recording) -> np.ndarray:
        return self._library.samples(recording)

    def utterance(self, name: str, random) -> tuple[np.ndarray, list[tuple[str, float, float]], bool]:
        """A sentence, or a few digits, of those who only say digits; its words, and whether their times are known."""
        own = self.sayings[name]
        count = 1 if own[0].kind == "sentence" else random.integers(2, 7)
        chosen = [own[random.integers(len(own))] for _ in range(count)]
        pieces, words, at = [], [], 0.0
        for recording in chosen:
            pieces += [self.samples(recording), np.zeros(int(random.uniform(0.02, 0.15) * SAMPLE_RATE), np.float32)]
            words += [(word, at + start, at + end) for word, start, end in recording.words]
            at += (len(pieces[-2]) + len(pieces[-1])) / SAMPLE_RATE
        return np.concatenate(pieces[:-1]), words, all(recording.exact for recording in chosen)


class AtSpeeds:
    """Speakers, each speed of a recording counting as a speaker of its own.

    Who says digits is drawn `weight` times as often as the others.
    """

    def __init__(self, people: People, speeds, weight: float = 1.0):
        self._people, self._who = people, {f"{name}@{speed}": (name, speed) for name in people.names for speed in speeds}
        self.names = list(self._who)
        weights = np.array([weight if name.startswith("fsdd:") else 1.0 for name in self.names])
        self.shares = weights / weights.sum()

    def utterance(self, name: str, random) -> tuple[np.ndarray, list[tuple[str, float, float]], bool]:
        """As that of People."""
        name, speed = self._who[name]
        samples, words, exact = self._people.utterance(name, random)
        if speed != 1:
            samples, words = sound.change_speed(samples, speed), [(word, start / speed, end / speed) for word, start, end in words]
        return samples, words, exact


def talk(people: People, count: int, seconds: float, random: np.random.Generator, lively: float = 0.2, noisy: bool = True) -> Dialogue:
    """`lively` is the share of turns that begin before the one before has ended."""
    names = [people.names[i] for i in random.choice(len(people.names), size=count, replace=False, p=people.shares)]
    gains = {name: 10 ** random.uniform(-0.35, 0) for name in names}
    speeds = {name: random.uniform(0.9, 1.12) if random.random() < 0.5 else 1.0 for name in names} if noisy else dict.fromkeys(names, 1.0)
    audio, sayings = np.zeros(int((seconds + 8) * SAMPLE_RATE), np.float32), []
    now, before = random.uniform(0, 1.0), None
    while now < seconds:
        # Some say more than others, and one may go on after a pause.
        name = names[min(count - 1, int(random.exponential(0.6 * count)))] if random.random() < 0.4 else names[random.integers(count)]
        samples, words, exact = people.utterance(name, random)
        if speeds[name] != 1:
            samples = sound.change_speed(samples, speeds[name])
        duration = len(samples) / SAMPLE_RATE
        start = now
        if before is not None and name != before.person and random.random() < lively:
            inside = duration < min(SHORT, 0.7 * (before.end - before.start))
            latest = before.end - duration if inside and random.random() < 0.6 else before.end - min(0.8, 0.5 * (before.end - before.start))
            start = max(before.start + 0.2, random.uniform(latest, before.end))
        if start + duration > seconds:
            break
        at = int(start * SAMPLE_RATE)
        audio[at:at + len(samples)] += samples * gains[name]
        words = [(word, round(start + first / speeds[name], 3), round(start + last / speeds[name], 3)) for word, first, last in words]
        sayings.append(Saying(name, round(start, 3), round(start + duration, 3), words, exact))
        if start + duration >= now:
            before = sayings[-1]
        now = max(now, start + duration + random.choice([random.uniform(0.05, 0.4), random.uniform(0.3, 1.2), random.uniform(1, 3)], p=[0.5, 0.4, 0.1]))
    audio = audio[:int(seconds * SAMPLE_RATE)]
    if noisy and random.random() < 0.7:
        audio = sound.worsen(audio, random)
    elif len(audio):
        audio = audio + random.standard_normal(len(audio)).astype(np.float32) * 10 ** random.uniform(-4, -3)
    return Dialogue(audio.clip(-1, 1), sorted(sayings, key=lambda saying: saying.start))
