"""Makes the recordings that training clips are put together from, once, into a cache folder.

    python3 recordings.py --cache CACHE [--fsdd FOLDER]

audio.i16 holds all samples (16 kHz, mono, 16 bits); index.json says where each recording lies and when which word is said.
"""

import argparse
import json
import random
import re
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from itertools import chain
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from scipy.io import wavfile
from scipy.signal import resample_poly

import language as lang
import voices
from espeak import Espeak

SAMPLE_RATE = 16_000
FIRST_TRAINING_INDEX = 10  # FSDD: 5 to 9 are for the tests, 0 to 4 are its customary test part.


@dataclass(frozen=True)
class Order:
    """What is to be recorded."""

    part: str
    kind: str
    language: str
    units: tuple[lang.Unit, ...]
    voice: voices.Voice


@dataclass
class Recording:
    """Where a recording lies in the cache, and what is said in it when; times in seconds from its start."""

    part: str                               # train or test
    kind: str                               # word or sentence
    language: str
    speaker: str
    exact: bool                             # whether the times of words are known, or only those of the whole
    words: list[tuple[str, float, float]]   # as spoken
    english: list[tuple[str, float, float]] # the translation's words, each with the time of its unit
    offset: int = 0
    length: int = 0


def orders(seed: int, sentences: dict[str, int], takes: dict[str, int], tests: dict[str, int]) -> list[Order]:
    chooser = random.Random(seed)
    listed = []
    for code, count in takes.items():
        for unit in lang.all_units(code):
            listed += [Order("train", "word", code, (unit,), voices.any_voice(code, chooser)) for _ in range(count)]
    for part, counts, voice_of in (("train", sentences, voices.any_voice), ("test", tests, voices.test_voice)):
        for code, count in counts.items():
            listed += [Order(part, "sentence", code, tuple(lang.sentence(code, chooser)), voice_of(code, chooser)) for _ in range(count)]
    chooser.shuffle(listed)
    return listed


def _flite(text: str, voice: voices.Voice) -> np.ndarray:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(["flite", "-voice", voice.name, "--setf", f"duration_stretch={160 / voice.rate:.3f}",
                        "-t", text, "-o", file.name], check=True, stdout=subprocess.DEVNULL)
        rate, samples = wavfile.read(file.name)
    return _at_16k(samples.astype(np.float32) / 32768, rate)


def _at_16k(samples: np.ndarray, rate: int) -> np.ndarray:
    divisor = np.gcd(rate, SAMPLE_RATE)
    return samples if rate == SAMPLE_RATE else resample_poly(samples, SAMPLE_RATE // divisor, rate // divisor).astype(np.float32)


def _trim(samples: np.ndarray) -> tuple[np.ndarray, float]:
    """Cuts the silence off both ends; returns also the seconds cut off the start. The peak becomes 0.5."""
    frames = np.abs(samples[:len(samples) // 80 * 80]).reshape(-1, 80).max(axis=1)
    loud = np.flatnonzero(frames > 0.01 * frames.max())
    first, last = loud[0] * 80, (loud[-1] + 1) * 80
    kept = samples[first:last]
    return kept * (0.5 / np.abs(kept).max()), first / SAMPLE_RATE


def _word_times(text: str, events, cut: float, duration: float):
    """Start and end of each word; a word without an event of its own shares the time of the one before by letters."""
    starts = {match.start(): i for i, match in enumerate(re.finditer(r"\S+", text))}
    known = {starts[place]: seconds - cut for place, seconds in events if place in starts} | {0: 0.0}
    words, times = text.split(), []
    for first, after in zip(sorted(known), [*sorted(known)[1:], len(words)]):
        start, end = max(0.0, known[first]), known.get(after, duration)
        letters = np.cumsum([0] + [len(word) for word in words[first:after]])
        edges = start + (end - start) * letters / letters[-1]
        times += list(zip(edges[:-1].tolist(), edges[1:].tolist()))
    return [(word, round(start, 3), round(end, 3)) for word, (start, end) in zip(words, times)]


def _english_times(units, words):
    """The English of each unit, with the time from its first spoken word to its last."""
    english, i = [], 0
    for unit in units:
        spoken = words[i:i + len(unit.source.split())]
        english += [(word, spoken[0][1], spoken[-1][2]) for word in unit.english.split()]
        i += len(spoken)
    return english


_synthesiser: Espeak | None = None


def record(order: Order) -> tuple[Recording, np.ndarray]:
    global _synthesiser
    text = " ".join(unit.source for unit in order.units)
    if order.voice.engine == "flite":
        samples, events = _flite(text, order.voice), []
    else:
        _synthesiser = _synthesiser or Espeak()
        samples, events = _synthesiser.speak(text, order.voice.name, order.voice.rate, order.voice.pitch, order.voice.liveliness)
        samples = _at_16k(samples, _synthesiser.sample_rate)
    samples, cut = _trim(samples)
    duration = len(samples) / SAMPLE_RATE
    exact = bool(events) or len(text.split()) == 1
    words = _word_times(text, events, cut, duration) if exact else [(word, 0.0, duration) for word in text.split()]
    recording = Recording(order.part, order.kind, order.language, order.voice.speaker, exact, words, _english_times(order.units, words))
    return recording, (samples * 32767).astype(np.int16)


def human_digits(folder: Path):
    """The recordings of the Free Spoken Digit Dataset, as words."""
    for file in sorted(folder.glob("*_*_*.wav")):
        digit, speaker, index = file.stem.split("_")
        rate, samples = wavfile.read(file)
        samples, _ = _trim(_at_16k(samples.astype(np.float32) / 32768, rate))
        part = "train" if int(index) >= FIRST_TRAINING_INDEX else "test"
        said = [(lang.DIGITS[int(digit)], 0.0, len(samples) / SAMPLE_RATE)]
        yield Recording(part, "word", "en", f"fsdd:{speaker}", True, said, said), (samples * 32767).astype(np.int16)


def write_cache(folder: Path, made, count: int, fsdd: Path | None):
    """Keeps what is made as it comes, `count` recordings with their samples, and then the people who say digits where they are given."""
    folder.mkdir(parents=True, exist_ok=True)
    index, offset, began = [], 0, time.time()
    with open(folder / "audio.i16", "wb") as audio:
        for done, (recording, samples) in enumerate(chain(made, human_digits(fsdd) if fsdd else []), 1):
            samples.tofile(audio)
            index.append(asdict(replace(recording, offset=offset, length=len(samples))))
            offset += len(samples)
            if done % 2000 == 0 and done <= count:
                print(f"{done} of {count} recordings, {(time.time() - began) / done * (count - done):.0f} s left", flush=True)
    (folder / "index.json").write_text(json.dumps(index, ensure_ascii=False))
    print(f"{len(index)} recordings, {offset / SAMPLE_RATE / 3600:.1f} hours, in {time.time() - began:.0f} s")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True)
    arguments.add_argument("--fsdd", type=Path, help="folder of the Free Spoken Digit Dataset")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--sentences", type=int, default=30_000, help="a third of them Spanish")
    arguments.add_argument("--takes", type=int, default=76, help="recordings of each single word")
    arguments.add_argument("--processes", type=int, default=2)
    options = arguments.parse_args()

    third = options.sentences // 3
    todo = orders(options.seed, {"en": options.sentences - third, "es": third}, {"en": options.takes, "es": options.takes}, {"en": 600, "es": 300})
    with Pool(options.processes) as pool:
        write_cache(options.cache, pool.imap(record, todo, chunksize=50), len(todo), options.fsdd)


if __name__ == "__main__":
    main()
