"""espeak-ng variants with random vocal tracts, for more speakers than the package contains."""

import atexit
import shutil
import tempfile
from pathlib import Path
from random import Random

COUNT, PLAIN = 220, 120  # espeak-ng has room for no more; the first ones differ in their vocal tracts alone
NAMES = [f"invented{number}" for number in range(COUNT)]


def _variant(number: int) -> str:
    """A variant file: the pitch's range, and for each formant its frequency, height and width in percent of the usual."""
    random = Random(number)
    low = random.randint(55, 180)
    tract = random.uniform(0.84, 1.2)
    lines = ["language variant", f"name {NAMES[number]}", f"pitch {low} {int(low * random.uniform(1.25, 1.7))}",
             f"flutter {random.randint(0, 6)}", f"voicing {random.randint(45, 130)}", f"consonants {random.randint(70, 130)} {random.randint(80, 140)}"]
    if random.random() < 0.25:
        lines.append(f"echo {random.randint(20, 130)} {random.randint(10, 60)}")
    spread = 0.07 if number < PLAIN else random.uniform(0.05, 0.16)
    for formant in range(9):
        frequency = tract * random.gauss(1, spread) if 0 < formant < 6 else random.uniform(0.9, 1.1)
        height = random.gauss(100, 25) if formant < 4 else random.uniform(15, 120)
        lines.append(f"formant {formant} {round(100 * frequency)} {round(max(40 if formant < 4 else 5, height))} {round(random.uniform(70, 170))}")
    if number >= PLAIN:
        lines += _manner(random)
    return "\n".join(lines) + "\n"


def _manner(random: Random) -> list[str]:
    """Some of what else a variant may tell: the balance of high and low sound, how hoarse, how breathy, and what is stressed how much."""
    def eight(least, most):
        return " ".join(str(random.randint(least, most)) for _ in range(8))
    hertz = [random.randint(least, most) for least, most in ((80, 600), (700, 1500), (1800, 3200), (3500, 5000))]
    balance = " ".join(f"{at} {random.randint(least, 255)}" for at, least in zip(hertz, (140, 60, 20, 10)))
    manners = [(0.6, f"tone {balance}"), (0.4, f"roughness {random.randint(0, 5)}"), (0.15, f"breath {eight(0, 70)}"), (0.3, f"intonation {random.randint(1, 4)}"),
               (0.4, f"stressAdd {eight(-30, 250)}"), (0.4, f"stressAmp {eight(14, 36)}")]
    return [line for share, line in manners if random.random() < share]


def data_folder(package: Path) -> Path:
    """A copy of espeak-ng's data, by links, that knows the invented variants too; gone when the process ends."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = folder / "espeak-ng-data"
    (data / "voices" / "!v").mkdir(parents=True)
    for entry in package.iterdir():
        if entry.name not in ("voices", "lang"):
            (data / entry.name).symlink_to(entry)
    for entry in (package / "voices" / "!v").iterdir():
        (data / "voices" / "!v" / entry.name).symlink_to(entry)
    # espeak-ng has room for 350 voices and languages together: those that are not spoken here make room.
    for language in ("en*", "es*"):
        for entry in (package / "lang").glob(f"*/{language}"):
            (data / "lang" / entry.parent.name).mkdir(parents=True, exist_ok=True)
            (data / "lang" / entry.parent.name / entry.name).symlink_to(entry)
    for number, name in enumerate(NAMES):
        (data / "voices" / "!v" / name).write_text(_variant(number))
    return folder
