"""A training in one process on one core: its checkpoint, its learning rate, its log."""

import argparse
import time
from pathlib import Path

import numpy as np
import torch


def options_of(description: str, steps: int, batch: int, rate: float) -> argparse.ArgumentParser:
    """Command-line arguments common to the short training programs."""
    arguments = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True, help="made by people.py")
    arguments.add_argument("--run", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--steps", type=int, default=steps)
    arguments.add_argument("--batch", type=int, default=batch)
    arguments.add_argument("--rate", type=float, default=rate)
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--begin", type=Path, help="a run whose network this one begins with")
    return arguments


def begin(options, network: torch.nn.Module) -> dict | None:
    """Gives the network the weights of the run that this one begins with, where one is named, and returns all that was kept of it."""
    if not options.begin:
        return None
    begun = torch.load(options.begin / "checkpoint.pt")
    network.load_state_dict(begun["network"])
    return begun


def train(options, weight_decay: float, parts: dict[str, torch.nn.Module], batches, figures_of, test):
    """Trains the parts on a dataset whose item n is batch n, and goes on from the checkpoint in the run's folder where there is one.

    `figures_of(batch, step)` gives what is logged, by name; "loss" is a tensor, and what is trained on. `test()` gives a line for the log.
    """
    parameters = [parameter for part in parts.values() for parameter in part.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=options.rate, weight_decay=weight_decay)
    kept, first = {**parts, "optimizer": optimizer}, 0
    options.run.mkdir(parents=True, exist_ok=True)
    checkpoint = options.run / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        first = state["step"]
        for name, part in kept.items():
            part.load_state_dict(state[name])
    loader = torch.utils.data.DataLoader(batches, batch_size=None, sampler=range(first, options.steps), num_workers=1, prefetch_factor=4)
    began, recent = time.time(), []
    with open(options.run / "log.txt", "a") as log:
        for step, batch in enumerate(loader, first + 1):
            figures = figures_of(batch, step)
            optimizer.zero_grad(set_to_none=True)
            figures["loss"].backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            # Up, along, and down for the last 60 % of the steps.
            optimizer.param_groups[0]["lr"] = options.rate * min(1.0, step / 50, max(0.02, (options.steps - step) / (0.6 * options.steps)))
            optimizer.step()
            recent.append({name: float(figure) for name, figure in figures.items()})
            if step % 25 == 0 or step == options.steps:
                pace = (time.time() - began) / len(recent)
                line = f"step {step}: " + ", ".join(f"{name} {np.mean([one[name] for one in recent if name in one]):.3f}" for name in figures)
                line += f"; {pace:.2f} s a step, {pace * (options.steps - step) / 60:.0f} min left"
                if step % 100 == 0 or step == options.steps:
                    line += f"; {test()}"
                    torch.save({"step": step, **{name: part.state_dict() for name, part in kept.items()}}, checkpoint)
                print(line, flush=True)
                print(line, file=log, flush=True)
                began, recent = time.time(), []
