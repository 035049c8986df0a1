"""Makes the cache of people for the diarization models: each person keeps one voice through all that they say.

    python3 people.py --cache PEOPLE [--fsdd FOLDER]

The layout is that of recordings.py; a recording's speaker is the person.
"""

import argparse
import random
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path

import invented
import language as lang
import voices
from recordings import Order, record, write_cache


def orders(seed: int, counts: dict[str, int], invented_share: float, sayings: int) -> list[Order]:
    listed = []
    for part in ("train", "test"):
        chooser = random.Random(f"{part} {seed}")
        for number in range(counts[part]):
            language = "es" if number % 4 == 3 else "en"
            variants = voices.TEST_VARIANTS if part == "test" else invented.NAMES if number % 8 >= 8 * (1 - invented_share) else voices.VARIANTS
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
    arguments.add_argument("--people", type=int, default=800, help="of the training")
    arguments.add_argument("--invented", type=float, default=0.5, help="share of them with vocal tracts of our own: more people than the package brings")
    arguments.add_argument("--tests", type=int, default=60, help="number of held-out speakers")
    arguments.add_argument("--sayings", type=int, default=24, help="sentences of each")
    arguments.add_argument("--processes", type=int, default=2)
    options = arguments.parse_args()
    todo = orders(options.seed, {"train": options.people, "test": options.tests}, options.invented, options.sayings)
    with Pool(options.processes) as pool:
        write_cache(options.cache, pool.imap(take, todo, chunksize=50), len(todo), options.fsdd)


if __name__ == "__main__":
    main()
