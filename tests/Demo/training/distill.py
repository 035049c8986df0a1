"""Trains the assistant: the demo's encoder as it is, and one decoder layer that learns the demo's own answers.

    python3 distill.py --cache CACHE --teacher RUN --run RUN2
    python3 distill.py --cache CACHE --teacher RUN3 --run RUN4 --begin RUN2 --length 0.2

The second run goes on with what learnt from a younger teacher.
Only the one layer learns, so one process on one core is enough.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from batches import Batches
from clips import IGNORED, ClipMaker
from curriculum import ASSISTANT, Curriculum
from features import LogMel
from library import Library
from losses import attention_loss
from muon import Muon
from network import Shape, Whisper
from tokens import Tokens


# Peak learning rates: of the layer's matrices, whose steps are orthogonal, and of everything else.
MATRIX_RATE, OTHER_RATE = 0.01, 5e-4


def teacher_of(path: Path, tokens: Tokens, device) -> tuple[Whisper, Shape]:
    state = torch.load(path, map_location=device)
    shape = Shape(**state["shape"])
    network = Whisper(shape, tokens.count, tokens.time_begin).to(device)
    network.load_state_dict(state["network"])
    return network.requires_grad_(False).eval(), shape


def student_of(teacher: Whisper, shape: Shape, tokens: Tokens, device) -> tuple[Whisper, Shape]:
    """Begins with the teacher's encoder, embeddings and last decoder layer."""
    small = Shape(shape.width, shape.heads, shape.encoder_layers, 1)
    network = Whisper(small, tokens.count, tokens.time_begin).to(device)
    weights = {name: tensor for name, tensor in teacher.state_dict().items() if "decoder.layers" not in name}
    last = f"decoder.layers.{shape.decoder_layers - 1}."
    weights |= {name.replace(last, "decoder.layers.0."): tensor for name, tensor in teacher.state_dict().items() if name.startswith(last)}
    network.load_state_dict(weights)
    network.encoder.requires_grad_(False)
    return network, small


def divergence(teacher, student, targets):
    """Kullback-Leibler divergence of the next token, where there is one to learn."""
    known = targets != IGNORED
    return F.kl_div(F.log_softmax(student[known].float(), dim=-1), F.softmax(teacher[known].float(), dim=-1), reduction="batchmean")


@torch.no_grad()
def agreement(teacher, student, targets) -> float:
    """How often the student's first guess is the teacher's: what speculative decoding lives on."""
    known = targets != IGNORED
    return (teacher[known].argmax(dim=-1) == student[known].argmax(dim=-1)).float().mean().item()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True)
    arguments.add_argument("--teacher", type=Path, required=True, help="the run of train.py")
    arguments.add_argument("--run", type=Path, required=True)
    arguments.add_argument("--begin", type=Path, help="a run whose decoder this one begins with")
    arguments.add_argument("--seed", type=int, default=2)
    arguments.add_argument("--length", type=float, default=1.0)
    arguments.add_argument("--workers", type=int, default=1)
    options = arguments.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokens, curriculum = Tokens(), Curriculum(options.length, stages=ASSISTANT)
    teacher, shape = teacher_of(options.teacher / "checkpoint.pt", tokens, device)
    student, small = student_of(teacher, shape, tokens, device)
    if options.begin:
        before = torch.load(options.begin / "checkpoint.pt", map_location=device)["network"]
        student.decoder.load_state_dict({name.removeprefix("decoder."): tensor for name, tensor in before.items() if name.startswith("decoder.")})
    matrices = [p for name, p in student.decoder.named_parameters() if p.dim() == 2 and "layers." in name]
    others = [p for p in student.decoder.parameters() if not any(p is matrix for matrix in matrices)]
    optimizers = [Muon(matrices, lr=MATRIX_RATE), torch.optim.AdamW(others, lr=OTHER_RATE, betas=(0.9, 0.98), weight_decay=0.0)]
    checkpoint, first = options.run / "checkpoint.pt", 0
    options.run.mkdir(parents=True, exist_ok=True)
    if checkpoint.exists():
        state = torch.load(checkpoint, map_location=device)
        student.load_state_dict(state["network"])
        for optimizer, saved in zip(optimizers, state["optimizers"]):
            optimizer.load_state_dict(saved)
        first = state["step"]

    batches = Batches(ClipMaker(Library(options.cache, "train"), tokens), curriculum, tokens.end, [options.seed])
    loader = torch.utils.data.DataLoader(batches, batch_size=None, sampler=range(first, curriculum.steps), num_workers=options.workers, prefetch_factor=8)
    log_mel, began, recent = LogMel().to(device), time.time(), []
    for step, batch in enumerate(loader, first + 1):
        batch = {name: tensor.to(device) for name, tensor in batch.items()}
        with torch.no_grad():
            encoded = teacher.encoder(log_mel(batch["audio"]), batch["first"], curriculum.at(step - 1).reach)
            answer, _ = teacher.decoder(batch["tokens"], encoded)
        guess, looks = student.decoder(batch["tokens"], encoded)
        loss = divergence(answer, guess, batch["targets"])
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        (loss + 0.3 * attention_loss(looks, batch["spans"])).backward()
        torch.nn.utils.clip_grad_norm_(student.decoder.parameters(), 1.0)
        for optimizer, peak in zip(optimizers, (MATRIX_RATE, OTHER_RATE)):
            optimizer.param_groups[0]["lr"] = peak * curriculum.rate(step)
            optimizer.step()
        recent.append((loss.item(), agreement(answer, guess, batch["targets"])))
        if step % 50 == 0 or step == curriculum.steps:
            pace = (time.time() - began) / len(recent)
            lost, agreed = np.mean(recent, axis=0)
            print(f"step {step}: divergence {lost:.3f}, agrees in {100 * agreed:.1f} %; {pace * (curriculum.steps - step):.0f} s left", flush=True)
            torch.save({"step": step, "shape": vars(small), "network": student.state_dict(), "optimizers": [optimizer.state_dict() for optimizer in optimizers]}, checkpoint)
            began, recent = time.time(), []


if __name__ == "__main__":
    main()
