"""Writes the sample conversations with their reference text and turns.

    python3 samples.py --cache CACHE --to FOLDER
"""

import argparse
import json
from pathlib import Path

import numpy as np

from conversations import converse, human_digits
from library import Library


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True)
    arguments.add_argument("--to", type=Path, required=True)
    options = arguments.parse_args()
    library, random = Library(options.cache, "test"), np.random.default_rng(7)
    options.to.mkdir(parents=True, exist_ok=True)
    for name, conversation in (("english", converse(library, "en", 2, 18, random)), ("spanish", converse(library, "es", 2, 14, random)),
                               ("human-digits", human_digits(library, 4, random))):
        conversation.write(options.to / f"{name}.wav")
        (options.to / f"{name}.json").write_text(json.dumps(conversation.reference(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
