"""The cache of recordings, opened for reading."""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from recordings import Recording


class Library:
    """Recordings of one part (train or test), by language, kind and speaker."""

    def __init__(self, cache: Path, part: str):
        self._audio = np.memmap(cache / "audio.i16", np.int16, "r")
        everything = [Recording(**entry) for entry in json.loads((cache / "index.json").read_text())]
        mine = [recording for recording in everything if recording.part == part]
        self.sentences = {code: [r for r in mine if r.kind == "sentence" and r.language == code] for code in ("en", "es")}
        self.humans = self._by_speaker(r for r in mine if r.speaker.startswith("fsdd:"))
        self.words = {code: self._by_speaker(r for r in mine if r.kind == "word" and r.language == code and not r.speaker.startswith("fsdd:"))
                      for code in ("en", "es")}

    def samples(self, recording: Recording) -> np.ndarray:
        return self._audio[recording.offset:recording.offset + recording.length].astype(np.float32) / 32768

    @staticmethod
    def _by_speaker(recordings) -> list[list[Recording]]:
        # One variant with two accents counts as one speaker.
        speakers = defaultdict(list)
        for recording in recordings:
            speakers[recording.speaker.partition("+")[2] or recording.speaker].append(recording)
        return list(speakers.values())
