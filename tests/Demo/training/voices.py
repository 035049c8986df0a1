"""Synthetic speakers. Some espeak-ng variants are held out for the tests."""

from dataclasses import dataclass
from random import Random

import invented

ACCENTS = {"en": ["en-us", "en", "en-gb-x-rp", "en-gb-scotland", "en-us-nyc", "en-029"], "es": ["es", "es-419"]}
VARIANTS = """f1 f2 f3 f5 m1 m2 m3 m5 m6 m7 m8 Alex Alicia Andrea Andy Annie antonio belinda benjamin boris caleb david
edward edward2 Gene Gene2 Henrique Hugo iven iven3 Jacky john Lee marcelo Mario max michel miguel Mike pablo paul pedro
quincy sandro shelby steph2 steph3 travis victor zac anika klatt klatt2 klatt4 grandma grandpa norbert""".split()
TEST_VARIANTS = "f4 m4 linda steph Michael Marco rob Denis ed adam".split()
FLITE = ["slt", "awb", "rms", "kal16"]
INVENTED = 0.6


@dataclass(frozen=True)
class Voice:
    """How one recording is spoken: synthesiser, voice and manner."""

    engine: str
    name: str
    rate: int = 160
    pitch: int = 50
    liveliness: int = 50

    @property
    def speaker(self) -> str:
        return f"{self.engine}:{self.name}"


def espeak_voice(language: str, variants: list[str], random: Random) -> Voice:
    accent = random.choices(ACCENTS[language], [3, 2, 1, 1, 1, 1][:len(ACCENTS[language])])[0]
    return Voice("espeak", f"{accent}+{random.choice(variants)}", random.randint(125, 195), random.randint(30, 70), random.randint(20, 80))


def any_voice(language: str, random: Random) -> Voice:
    """A voice of the training: mostly espeak-ng, often with a variant of our own, for English sometimes flite."""
    if language == "en" and random.random() < 0.2:
        return Voice("flite", random.choice(FLITE), random.randint(125, 195))
    return espeak_voice(language, invented.NAMES if random.random() < INVENTED else VARIANTS, random)


def test_voice(language: str, random: Random) -> Voice:
    """A held-out voice."""
    return espeak_voice(language, TEST_VARIANTS, random)
