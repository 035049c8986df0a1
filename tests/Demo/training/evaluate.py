"""Measures a running endpoint on speakers, sentences and recordings outside the training data.

    python3 evaluate.py --cache CACHE --url http://localhost:7071
"""

import argparse
import io
import json
import urllib.parse
import urllib.request
from pathlib import Path

import numpy as np
from scipy.io import wavfile

import language as lang
import sound
from conversations import Conversation, converse, human_digits
from library import Library
from scoring import word_errors
from tones import no_speech

SAMPLE_RATE = 16_000


def ask(url: str, audio: np.ndarray, **parameters) -> dict:
    body = io.BytesIO()
    wavfile.write(body, SAMPLE_RATE, (audio.clip(-1, 1) * 32767).astype(np.int16))
    request = urllib.request.Request(f"{url}/predict?{urllib.parse.urlencode(parameters)}", body.getvalue(), {"Content-Type": "audio/wav"})
    with urllib.request.urlopen(request, timeout=600) as response:
        return json.load(response)


def border_errors(conversation: Conversation, chunks: list[dict]) -> list[float]:
    """For each start and end of a turn, how far the nearest start or end of a chunk is off, in seconds."""
    errors = []
    for side, times in enumerate(zip(*[(turn.start, turn.end) for turn in conversation.turns])):
        predicted = np.array([chunk["timestamp"][side] for chunk in chunks] or [np.inf])
        errors += [float(np.abs(predicted - time).min()) for time in times]
    return errors


class Score:
    def __init__(self, name: str):
        self.name, self.wrong, self.words, self.borders, self.languages = name, 0, 0, [], []

    def add(self, reference: str, conversation: Conversation, answer: dict, language: str):
        hypothesis = answer["text"].split()
        self.wrong += word_errors(reference.split(), hypothesis)
        self.words += len(reference.split())
        self.borders += border_errors(conversation, answer["chunks"])
        known = {code: set(lang.all_words(code)) for code in ("en", "es")}
        counts = {code: sum(word in known[code] for word in hypothesis) for code in known}
        self.languages.append(counts[language] == max(counts.values()))

    def __str__(self):
        near = np.mean(np.array(self.borders) <= 0.2)
        return (f"{self.name}: {100 * self.wrong / self.words:.1f} % of {self.words} words wrong, {100 * near:.0f} % of borders within 0.2 s, "
                f"language right in {100 * np.mean(self.languages):.0f} %")


def measure(name: str, options, conversations, language: str, translate: bool = False):
    score = Score(name)
    for conversation in conversations:
        reference = conversation.english if translate else conversation.text
        answer = ask(options.url, conversation.audio, task="translate" if translate else "transcribe", chunk_length_s=options.chunk)
        score.add(reference, conversation, answer, "en" if translate else language)
        if options.verbose:
            print(f"  said  {reference}\n  got   {answer['text'].strip()}")
    print(score, flush=True)


def invented(url: str, count: int, random: np.random.Generator) -> str:
    """What was given a text, of clips of noise of any colour, and of silence, hum, tones and drums at two levels; and of how many."""
    clips = [(f"noise {n}", sound.noise(int(random.uniform(1, 25) * SAMPLE_RATE), random) * 10 ** random.uniform(-4, -1)) for n in range(count)]
    clips += [(f"{name} at {level:g}", level * samples) for name, samples in no_speech(random).items() for level in (1, 0.1)]
    transcribed = [name for name, clip in clips if ask(url, clip)["text"].strip()]
    return f"no speech: a text for {len(transcribed)} of {len(clips)} clips {transcribed}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True)
    arguments.add_argument("--url", required=True)
    arguments.add_argument("--clips", type=int, default=40, help="of each kind")
    arguments.add_argument("--chunk", type=float, default=30, help="chunk_length_s of the requests, in seconds")
    arguments.add_argument("--verbose", action="store_true")
    options = arguments.parse_args()
    library = Library(options.cache, "test")

    def clips(make):
        random = np.random.default_rng(2026)
        return [make(random) for _ in range(options.clips)]

    def talk(code, least, most, people=2):
        return lambda random: converse(library, code, people, random.uniform(least, most), random)

    def run(name, conversations, language, translate=False):
        measure(name, options, conversations, language, translate)

    run("English, 3 to 25 s", clips(talk("en", 3, 22)), "en")
    run("Spanish, 3 to 25 s", clips(talk("es", 3, 22)), "es")
    run("Spanish to English", clips(talk("es", 3, 22)), "es", translate=True)
    if library.humans:
        run("human digits", clips(lambda random: human_digits(library, int(random.integers(1, 4)), random)), "en")
    run("English, 3 minutes", clips(talk("en", 180, 181, people=4))[:max(1, options.clips // 10)], "en")
    print(invented(options.url, options.clips, np.random.default_rng(2026)))


if __name__ == "__main__":
    main()
