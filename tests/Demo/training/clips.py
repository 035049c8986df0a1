"""Puts recordings together into windows of sound with everything the network is to say about them."""

from dataclasses import dataclass, field

import numpy as np

import sound
from curriculum import Stage
from library import Library
from network import POSITIONS
from tokens import Tokens

SAMPLE_RATE, RATE = 16_000, 50  # Samples, and positions of the encoder, in a second.
IGNORED = -100


@dataclass
class Utterance:
    """What one speaker says without a pause; times in seconds."""

    samples: np.ndarray
    exact: bool
    words: list[tuple[str, float, float]]
    english: list[tuple[str, float, float]]

    @property
    def duration(self) -> float:
        return len(self.samples) / SAMPLE_RATE


@dataclass
class Clip:
    """One window, and what there is to know about it."""

    audio: np.ndarray                      # float32 [samples]
    first: int                             # place of its first position in the 30 seconds
    tokens: list[int]                      # decoder input
    targets: list[int]                     # what it is to say next
    spans: list[tuple[int, int]]           # for each target, the positions of its sound; (0, 0) where there is none
    frames: np.ndarray                     # int64 [positions]: 0 for silence, n + 1 for word n, -100 where unknown
    text: list[str] = field(default_factory=list)
    prompt: int = 3


class ClipMaker:
    """Draws clips from a library. The same generator state gives the same clip."""

    def __init__(self, library: Library, tokens: Tokens):
        self._library, self._tokens = library, tokens
        self._class = {word: i + 1 for i, word in enumerate(tokens.words)}

    def draw(self, stage: Stage, random: np.random.Generator) -> Clip:
        language = "es" if random.random() < 0.33 else "en"
        translate = random.random() < (0.5 if language == "es" else 0.05)
        if stage.music and random.random() < stage.music:
            placed, audio = [], sound.music(int(stage.seconds * SAMPLE_RATE), random) * 10 ** random.uniform(-2.5, 0)
        elif random.random() > 0.04:
            placed, audio = self._place(language, stage, random)
        else:
            placed, audio = [], self._nothing(stage, random)
        return self.describe(placed, audio, language, translate, random.random() < 0.8, random)

    def draw_sentences(self, language: str, translate: bool, timed: bool, stage: Stage, random: np.random.Generator) -> Clip:
        """A clip with speech, of a given language and task."""
        placed, audio = self._place(language, stage, random)
        return self.describe(placed, audio, language, translate, timed, random)

    def _nothing(self, stage: Stage, random) -> np.ndarray:
        length = int(stage.seconds * SAMPLE_RATE)
        return (sound.noise(length, random) * 10 ** random.uniform(-4.5, -0.8)).clip(-1, 1) * (random.random() > 0.2)

    def _place(self, language: str, stage: Stage, random):
        """Fills a window with utterances: [(utterance, start in seconds)], the audio."""
        room, placed = stage.seconds, []
        # Often the window starts in the middle of an utterance, as the windows of a long recording do.
        cursor = random.uniform(-1.2, 0) if random.random() < 0.25 else random.uniform(0, 0.25 * min(room, 5))
        end = room if random.random() < 0.5 else random.uniform(min(1.0, 0.4 * room), room)
        while cursor < end - 0.2:
            utterance = self._utterance(language, stage, random)
            whole = cursor >= 0 and cursor + utterance.duration <= room
            if not whole and (not utterance.exact or (end < room and placed)):
                break
            placed.append((utterance, cursor))
            if random.random() < 0.2 * stage.lively:
                placed += self._interjection(language, utterance, cursor, random)
            cursor += utterance.duration + self._gap(utterance.duration, stage.lively, random)
        return placed, self._mix(placed, room, stage, random)

    def _interjection(self, language: str, speech: Utterance, start: float, random):
        """A word or two of another speaker over the speech, absent from the transcript."""
        word = self._random_words(language, random, most=2)
        left = speech.duration - word.duration
        return [(Utterance(word.samples, False, [], []), start + random.uniform(0, left))] if left > 0 else []

    def _gap(self, duration: float, lively: float, random) -> float:
        """Seconds from the end of an utterance to the next one; below zero where the next speaker does not wait."""
        if random.random() < lively:
            return -random.uniform(0, min(0.8, 0.5 * duration))
        return random.choice([random.uniform(0.03, 0.3), random.uniform(0.2, 0.6), random.uniform(0.4, 1.5), random.uniform(1, 4)], p=[0.27, 0.35, 0.29, 0.09])

    def _mix(self, placed, room: float, stage: Stage, random) -> np.ndarray:
        audio = np.zeros(int(room * SAMPLE_RATE), np.float32)
        last = 0
        for utterance, start in placed:
            at = int(start * SAMPLE_RATE)
            part = utterance.samples[max(0, -at):max(0, len(audio) - at)] * 10 ** random.uniform(-0.4, 0)
            audio[max(0, at):max(0, at) + len(part)] += part
            last = max(last, max(0, at) + len(part))
        if stage.music and random.random() < stage.music:
            audio += sound.music(len(audio), random) * 10 ** random.uniform(-2.2, -0.9)
        # What follows the end of a recording is digital silence; the microphone's noise ends with it.
        last = len(audio) if random.random() < 0.5 else min(len(audio), last + int(random.uniform(0, 0.5) * SAMPLE_RATE))
        if random.random() < stage.worsened and last > 0:
            audio[:last] = sound.worsen(audio[:last], random)
        return audio

    def _utterance(self, language: str, stage: Stage, random) -> Utterance:
        if random.random() < stage.words:
            return self._random_words(language, random)
        return self._changed(self._library.sentences[language][random.integers(len(self._library.sentences[language]))], random)

    def _random_words(self, language: str, random, most: int = 6) -> Utterance:
        """Words of one speaker in no order, so that only the sound tells which comes next."""
        synthetic, humans = self._library.words[language], self._library.humans
        speakers = humans if language == "en" and humans and (not synthetic or random.random() < 0.5) else synthetic
        speaker = speakers[random.integers(len(speakers))]
        pieces, words, english, now = [], [], [], 0.0
        for _ in range(random.integers(1, most + 1)):
            # Sometimes a repeated word: counting repetitions is hard.
            recording = recording if words and random.random() < 0.25 else speaker[random.integers(len(speaker))]
            word = self._changed(recording, random)
            gap = np.zeros(int(random.uniform(0.0, 0.2) * SAMPLE_RATE), np.float32)
            words += [(text, start + now, end + now) for text, start, end in word.words]
            english += [(text, start + now, end + now) for text, start, end in word.english]
            pieces += [word.samples, gap]
            now += word.duration + len(gap) / SAMPLE_RATE
        return Utterance(np.concatenate(pieces[:-1]), True, words, english)

    def _changed(self, recording, random) -> Utterance:
        samples, factor = self._library.samples(recording), 1.0
        if random.random() < 0.4:
            factor = random.uniform(0.88, 1.14)
            samples = sound.change_speed(samples, factor)
        def moved(words):
            return [(text, start / factor, end / factor) for text, start, end in words]
        return Utterance(samples, recording.exact, moved(recording.words), moved(recording.english))

    def describe(self, placed, audio, language: str, translate: bool, timed: bool, random) -> Clip:
        tokens, room = self._tokens, len(audio) / SAMPLE_RATE
        first = int(random.integers(0, POSITIONS - int(room * RATE) + 1))
        said, spans, text = [], [], []
        def say(token, start, end):
            said.append(token)
            spans.append((max(0, round(start * RATE)), min(round(room * RATE), max(round(start * RATE) + 1, round(end * RATE)))))
        ended = 0.0
        for utterance, at in placed:
            spoken = [(word, start + at, end + at) for word, start, end in (utterance.english if translate else utterance.words)]
            spoken = [word for word in spoken if min(word[2], room) - max(word[1], 0) >= 0.5 * (word[2] - word[1])]
            if not spoken:
                continue
            # Times never go back: who interrupts is written down from where the other one ends.
            start = max(ended, spoken[0][1])
            ended = max(start, min(room, spoken[-1][2]))
            if timed:
                say(tokens.time(start + first / RATE), start - 0.06, start + 0.06)
            for word, word_start, word_end in spoken:
                say(tokens.word[word], word_start, word_end)
                text.append(word)
            if timed:
                say(tokens.time(ended + first / RATE), ended - 0.06, ended + 0.06)
        if not said and timed:
            said, spans = [tokens.time(first / RATE)], [(0, 0)]
        prompt = [tokens.start, tokens.language(language), tokens.translate if translate else tokens.transcribe] + ([] if timed else [tokens.no_times])
        sequence = prompt + said + [tokens.end]
        # The task is given; only the language is predicted.
        targets = [tokens.language(language) if text else tokens.no_speech] + [IGNORED] * (len(prompt) - 2) + said + [tokens.end]
        return Clip(audio, first, sequence[:-1], targets, [(0, 0)] * (len(prompt) - 1) + spans + [(0, 0)],
                    self._frames(placed, int(room * RATE)), text, len(prompt))

    def _frames(self, placed, count: int) -> np.ndarray:
        frames = np.zeros(count, np.int64)
        for utterance, at in placed:
            for word, start, end in utterance.words:
                begin, stop = max(0, round((start + at) * RATE)), max(0, round((end + at) * RATE))
                frames[begin:stop] = self._class[word] if utterance.exact else IGNORED
        return frames
