"""Writes conversations of held-out speakers: NAME.wav, NAME.rttm (who speaks when), NAME.tsv (who says what)
and NAME.words (when each word begins, where that is known).

    python3 dialogue_files.py --cache PEOPLE --to FOLDER
"""

import argparse
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from dialogues import SAMPLE_RATE, Dialogue, People, talk
from library import Library


def write(dialogue: Dialogue, folder: Path, name: str):
    wavfile.write(folder / f"{name}.wav", SAMPLE_RATE, (dialogue.audio * 32767).astype(np.int16))
    (folder / f"{name}.rttm").write_text("".join(
        f"SPEAKER {name} 1 {saying.start:.3f} {saying.end - saying.start:.3f} <NA> <NA> {saying.person.replace(' ', '_')} <NA> <NA>\n" for saying in dialogue.sayings))
    (folder / f"{name}.tsv").write_text("".join(f"{saying.person}\t{saying.text}\n" for saying in dialogue.sayings), encoding="utf-8")
    (folder / f"{name}.words").write_text("".join(
        f"{start:.3f}\t{word}\n" for saying in dialogue.sayings if saying.exact for word, start, _ in saying.words), encoding="utf-8")


def voices_differ(people: list[str]) -> bool:
    """Training treats variants at other pitches as other speakers, but they cannot be distinguished reliably."""
    voices = [person.partition("+")[2] or person for person in people]
    return len(set(voices)) == len(voices)


def converse(people: People, count: int, options, random: np.random.Generator) -> Dialogue:
    while True:
        dialogue = talk(people, count, random.uniform(options.least, options.most), random, options.lively, noisy=not options.clean)
        speakers = list({saying.person for saying in dialogue.sayings})
        if len(speakers) == count and voices_differ(speakers):
            return dialogue


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True, help="made by people.py")
    arguments.add_argument("--to", type=Path, required=True)
    arguments.add_argument("--count", type=int, default=30)
    arguments.add_argument("--least", type=float, default=60, help="seconds")
    arguments.add_argument("--most", type=float, default=300, help="seconds")
    arguments.add_argument("--people", type=int, default=4, help="largest number of speakers in a conversation")
    arguments.add_argument("--lively", type=float, default=0.2, help="share of turns that begin before the one before has ended")
    arguments.add_argument("--clean", action="store_true", help="no rooms, microphones and noise")
    arguments.add_argument("--seed", type=int, default=2026)
    options = arguments.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    library = Library(options.cache, "test")
    english, spanish = People(library, "en"), People(library, "es")
    for number in range(options.count):
        random = np.random.default_rng([options.seed, number])
        people = spanish if number % 4 == 3 else english
        write(converse(people, min(2 + number % 3, options.people), options, random), options.to, f"talk{number:03}")


if __name__ == "__main__":
    main()
