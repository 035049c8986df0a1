"""The weighted mean of two runs' weights, the second of which began with the first: often better than either.

    python3 average.py --runs RUN RUN2 --share 0.65 --to RUN3

The second run's rate of learning had no time to fall far; what its last steps added by chance, a mean takes away.
"""

import argparse
from pathlib import Path

import torch

from network import LAST


def mean(first: dict, second: dict, share: float) -> dict:
    """Weights that the first run lacks belong to layers that passed on what they got, see Training: their last matrices count as zero there."""
    def one(name, late):
        if name in first:
            return torch.lerp(first[name], late, share)
        return share * late if name.rpartition(".")[0].endswith(LAST) else late
    return {name: one(name, late) for name, late in second.items()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=Path, nargs=2, required=True)
    arguments.add_argument("--share", type=float, default=0.65, help="of the second run")
    arguments.add_argument("--to", type=Path, required=True)
    options = arguments.parse_args()
    first, second = (torch.load(run / "checkpoint.pt", map_location="cpu") for run in options.runs)
    parts = {part: mean(first[part], second[part], options.share) for part in ("network", "classifier")}
    options.to.mkdir(parents=True, exist_ok=True)
    torch.save({"step": second["step"], "shape": second["shape"], **parts}, options.to / "checkpoint.pt")


if __name__ == "__main__":
    main()
