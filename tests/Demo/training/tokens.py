"""Whisper's token layout over a small byte-level BPE vocabulary in which every word of the demo is one piece."""

from collections import Counter

import language

TIMES = 1501
LANGUAGES = ["en", "es"]


def _byte_alphabet() -> dict[int, str]:
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [value for value in range(256) if value not in visible]
    return {value: chr(value) for value in visible} | {value: chr(256 + i) for i, value in enumerate(hidden)}


ALPHABET = _byte_alphabet()


def _spell(text: str) -> tuple[str, ...]:
    return tuple(ALPHABET[value] for value in text.encode("utf-8"))


def _join(piece: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    joined, i = [], 0
    while i < len(piece):
        match = piece[i:i + 2] == pair
        joined.append(piece[i] + piece[i + 1] if match else piece[i])
        i += 2 if match else 1
    return tuple(joined)


def _train_merges(words: list[str]) -> list[tuple[str, str]]:
    """Byte-pair encoding, run until every word with its leading space is one piece."""
    spelled = [_spell(" " + word) for word in words]
    merges = []
    while any(len(piece) > 1 for piece in spelled):
        pairs = Counter(pair for piece in spelled for pair in zip(piece, piece[1:]))
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        spelled = [_join(piece, best) for piece in spelled]
    return merges


class Tokens:
    """Ids of pieces, special tokens and times, in Whisper's order."""

    def __init__(self):
        self.words = sorted(set(language.all_words("en")) | set(language.all_words("es")))
        self.merges = _train_merges(self.words)
        pieces = [ALPHABET[value] for value in sorted(ALPHABET, key=lambda v: ALPHABET[v])]
        pieces += dict.fromkeys(left + right for left, right in self.merges)
        self.pieces = {piece: i for i, piece in enumerate(pieces)}
        names = ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in LANGUAGES), "<|translate|>",
                 "<|transcribe|>", "<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
        self.special = {name: len(pieces) + i for i, name in enumerate(names)}
        self.end, self.start = self.special["<|endoftext|>"], self.special["<|startoftranscript|>"]
        self.translate, self.transcribe = self.special["<|translate|>"], self.special["<|transcribe|>"]
        self.no_speech, self.no_times = self.special["<|nospeech|>"], self.special["<|notimestamps|>"]
        self.time_begin = len(pieces) + len(names)
        self.count = self.time_begin + TIMES
        self.word = {word: self.pieces["".join(_spell(" " + word))] for word in self.words}
        self._text = {i: word for word, i in self.word.items()}

    def language(self, code: str) -> int:
        return self.special[f"<|{code}|>"]

    def time(self, seconds: float) -> int:
        return self.time_begin + min(TIMES - 1, max(0, round(seconds * 50)))

    def text(self, ids) -> list[str]:
        """The words among ids; pieces that are no word show as '?'."""
        return [self._text.get(i, "?") for i in ids if i < self.end]
