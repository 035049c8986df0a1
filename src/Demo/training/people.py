"""Makes the cache of people for the diarization models: each person keeps one voice through all that they say.

    python3 people.py --cache PEOPLE [--fsdd FOLDER]

The layout is that of recordings.py; a recording's speaker is the person.
"""

import argparse
import json
import random
import time
from dataclasses import asdict, replace
from multiprocessing import Pool
from pathlib import Path

import language as lang
import voices
from recordings import Order, human_digits, record


def orders(seed: int, counts: dict[str, int], sayings: int) -> list[Order]:
    chooser, listed = random.Random(seed), []
    for part, variants in (("train", voices.VARIANTS), ("test", voices.TEST_VARIANTS)):
        for number in range(counts[part]):
            language = "es" if number % 4 == 3 else "en"
            voice = voices.espeak_voice(language, variants, chooser)
            if part == "train" and number % 20 == 0:
                voice = voices.Voice("flite", voices.FLITE[number // 20 % len(voices.FLITE)], chooser.randint(125, 195))
                language = "en"
            for _ in range(sayings):
                said = replace(voice, rate=voice.rate + chooser.randint(-10, 10), pitch=min(99, max(0, voice.pitch + chooser.randint(-2, 2))))
                listed.append((f"{part}{number}", Order(part, "sentence", language, tuple(lang.sentence(language, chooser)), said)))
    return listed


def take(named: tuple[str, Order]):
    name, order = named
    recording, samples = record(order)
    # Flite's people are few: one at two paces is still one.
    speaker = f"flite:{order.voice.name}" if order.voice.engine == "flite" else f"{name}:{order.voice.name}"
    return replace(recording, speaker=speaker), samples


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True)
    arguments.add_argument("--fsdd", type=Path, help="folder of the Free Spoken Digit Dataset")
    arguments.add_argument("--seed", type=int, default=3)
    arguments.add_argument("--people", type=int, default=400, help="of the training")
    arguments.add_argument("--tests", type=int, default=60, help="people of the tests, whose variants training never hears")
    arguments.add_argument("--sayings", type=int, default=24, help="sentences of each")
    arguments.add_argument("--processes", type=int, default=2)
    options = arguments.parse_args()
    todo = orders(options.seed, {"train": options.people, "test": options.tests}, options.sayings)
    options.cache.mkdir(parents=True, exist_ok=True)
    index, offset, began = [], 0, time.time()
    with open(options.cache / "audio.i16", "wb") as audio, Pool(options.processes) as pool:
        humans = human_digits(options.fsdd) if options.fsdd else []
        for made in (pool.imap(take, todo, chunksize=50), humans):
            for recording, samples in made:
                samples.tofile(audio)
                index.append(asdict(replace(recording, offset=offset, length=len(samples))))
                offset += len(samples)
    (options.cache / "index.json").write_text(json.dumps(index, ensure_ascii=False))
    print(f"{len(index)} recordings, {offset / 16_000 / 3600:.1f} hours, in {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
