"""Writes a checkpoint of the training as a model folder.

    python3 export.py --run RUN --to FOLDER
"""

import argparse
from pathlib import Path

import torch

import hub_folder
from network import Shape
from tokens import Tokens


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--run", type=Path, required=True)
    arguments.add_argument("--to", type=Path, required=True)
    options = arguments.parse_args()
    state = torch.load(options.run / "checkpoint.pt", map_location="cpu")
    hub_folder.write(options.to, Shape(**state["shape"]), state["network"], Tokens())
    print(f"step {state['step']}: {sum(file.stat().st_size for file in options.to.iterdir()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
