"""Trains the demo's network; goes on from the checkpoint in --run where there is one.

    python3 train.py --cache CACHE --run RUN
    python3 train.py --cache CACHE --run RUN2 --begin RUN --encoder-layers 4   # one more lesson, with a layer more

Runs on a GPU where PyTorch finds one, else as one process for each core: at these sizes one thread multiplies matrices as fast
as two. The same seed and number of processes give the same clips.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

import scoring
from batches import Batches, collate
from clips import ClipMaker
from curriculum import LESSON, STAGES, Curriculum, Stage
from features import LogMel
from library import Library
from muon import Muon
from losses import attention_loss, frame_loss, transcript_loss
from network import LAST, Shape, Whisper
from tokens import Tokens


# Peak learning rates: of the layers' matrices, whose steps are orthogonal, and of everything else.
MATRIX_RATE, OTHER_RATE = 0.02, 8e-4


class Training:
    """The network, its optimiser, and how far they are."""

    def __init__(self, options, tokens: Tokens, device):
        torch.manual_seed(options.seed)
        self.shape = Shape(options.width, options.heads, options.encoder_layers, options.decoder_layers)
        self.network = Whisper(self.shape, tokens.count, tokens.time_begin).to(device)
        self.classifier = torch.nn.Linear(options.width, len(tokens.words) + 1).to(device)
        matrices = [p for name, p in self.network.named_parameters() if p.dim() == 2 and ".layers." in name]
        others = [p for p in self._parameters() if not any(p is matrix for matrix in matrices)]
        self.optimizers = [Muon(matrices, lr=MATRIX_RATE), torch.optim.AdamW(others, lr=OTHER_RATE, betas=(0.9, 0.98), weight_decay=0.0)]
        self.log_mel = LogMel().to(device)
        self.step, self._time_begin, self._device, self._processes = 0, tokens.time_begin, device, options.processes
        self._begins = options.begin is not None
        if self._begins:
            self._begin(torch.load(options.begin / "checkpoint.pt", map_location=device))

    def _begin(self, state):
        """Goes on from the weights of another run; layers of the encoder that it does not have pass on what they get, until they learn."""
        self.network.load_state_dict(state["network"], strict=False)
        self.classifier.load_state_dict(state["classifier"])
        for layer in self.network.encoder.layers[state["shape"]["encoder_layers"]:]:
            for parameter in (p for last in LAST for p in layer.get_submodule(last).parameters()):
                torch.nn.init.zeros_(parameter)

    def _parameters(self):
        return [*self.network.parameters(), *self.classifier.parameters()]

    def learn(self, batch, rate: float, stage: Stage) -> list[float]:
        """One step at a share of the full learning rate; returns the losses of transcript, attention and frames."""
        batch = {name: tensor.to(self._device, non_blocking=True) for name, tensor in batch.items()}
        with torch.no_grad():
            mel = self.log_mel(batch["audio"])
            if self.step == 0 and not self._begins:
                self.network.encoder.scale_stem(mel)
                self._agree(self._parameters())
        with torch.set_grad_enabled(stage.encoder):
            encoded = self.network.encoder(mel, batch["first"], stage.reach)
        if stage.blur:
            encoded = encoded + stage.blur * encoded.detach().std() * torch.randn_like(encoded)
        logits, looks = self.network.decoder(batch["tokens"], encoded)
        losses = [transcript_loss(logits, batch["targets"], self._time_begin), attention_loss(looks, batch["spans"]),
                  frame_loss(self.classifier(encoded), batch["frames"])]
        for optimizer in self.optimizers:
            optimizer.zero_grad(set_to_none=True)
        (losses[0] + 0.5 * losses[1] + losses[2]).backward()
        self._agree([p.grad for p in self._parameters() if p.grad is not None])
        torch.nn.utils.clip_grad_norm_(self._parameters(), 1.0)
        for optimizer, peak in zip(self.optimizers, (MATRIX_RATE, OTHER_RATE)):
            optimizer.param_groups[0]["lr"] = peak * rate
            optimizer.step()
        self.step += 1
        return [loss.item() for loss in losses]

    @torch.no_grad()
    def _agree(self, tensors):
        """Replaces tensors by their mean over all processes."""
        if self._processes > 1:
            together = torch.cat([tensor.flatten() for tensor in tensors]) / self._processes
            torch.distributed.all_reduce(together)
            for tensor, mean in zip(tensors, together.split([tensor.numel() for tensor in tensors])):
                tensor.copy_(mean.view_as(tensor))

    def save(self, path: Path):
        state = {"step": self.step, "shape": vars(self.shape), "network": self.network.state_dict(),
                 "classifier": self.classifier.state_dict(), "optimizers": [optimizer.state_dict() for optimizer in self.optimizers]}
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def load(self, path: Path):
        state = torch.load(path, map_location=self._device)
        self.network.load_state_dict(state["network"])
        self.classifier.load_state_dict(state["classifier"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"]):
            optimizer.load_state_dict(saved)
        self.step = state["step"]


def test_groups(cache: Path, tokens: Tokens, seconds: float) -> dict[str, list]:
    """Held-out clips, grouped by measurement."""
    maker, groups = ClipMaker(Library(cache, "test"), tokens), {}
    for name, language, translate, words in (("en", "en", False, 0.0), ("digits", "en", False, 1.0), ("es", "es", False, 0.0), ("es-en", "es", True, 0.0)):
        random = np.random.default_rng([99, len(name)])
        stage = Stage(1, seconds, 1, words, 0.0, lively=0.0)
        clips = [maker.draw_sentences(language, translate, True, stage, random) for _ in range(16)]
        prompt = [tokens.start, tokens.language(language), tokens.translate if translate else tokens.transcribe]
        groups[name] = [(collate(clips, tokens.end), [clip.text for clip in clips], prompt)]
    return groups


def report(training: Training, cache: Path, tokens: Tokens, seconds: float, device) -> str:
    rates = {name: scoring.error_rate(training.network, training.log_mel, group, tokens, device)
             for name, group in test_groups(cache, tokens, seconds).items()}
    return " ".join(f"{name} {100 * rate:.1f}%" for name, rate in rates.items())


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--cache", type=Path, required=True, help="made by recordings.py")
    arguments.add_argument("--run", type=Path, required=True, help="folder of the checkpoint and the log")
    arguments.add_argument("--begin", type=Path, help="a run whose network this one begins with, for one more lesson")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--width", type=int, default=128)
    arguments.add_argument("--heads", type=int, default=4)
    arguments.add_argument("--encoder-layers", type=int, default=3)
    arguments.add_argument("--decoder-layers", type=int, default=3)
    arguments.add_argument("--length", type=float, default=1.0, help="factor on the curriculum's steps")
    arguments.add_argument("--batch", type=int, default=1, help="factor on the curriculum's batches")
    arguments.add_argument("--report", type=int, default=500, help="steps from one count of wrong words to the next")
    arguments.add_argument("--processes", type=int, default=1 if torch.cuda.is_available() else os.cpu_count())
    arguments.add_argument("--workers", type=int, default=1, help="processes that make clips, for each that learns")
    options = arguments.parse_args()
    if options.processes == 1:
        train(0, options)
    else:
        options.meeting = f"file://{tempfile.mkdtemp()}/meeting"
        torch.multiprocessing.spawn(train, (options,), nprocs=options.processes)


def train(rank: int, options):
    """One process of the training; the first one also tells, measures and saves."""
    if options.processes > 1:
        torch.set_num_threads(1)
        torch.distributed.init_process_group("gloo", init_method=options.meeting, rank=rank, world_size=options.processes)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokens, curriculum = Tokens(), Curriculum(options.length, options.batch, LESSON if options.begin else STAGES)
    training = Training(options, tokens, device)
    options.run.mkdir(parents=True, exist_ok=True)
    checkpoint = options.run / "checkpoint.pt"
    if checkpoint.exists():
        training.load(checkpoint)

    batches = Batches(ClipMaker(Library(options.cache, "train"), tokens), curriculum, tokens.end, [options.seed, rank])
    loader = torch.utils.data.DataLoader(batches, batch_size=None, sampler=range(training.step, curriculum.steps),
                                         num_workers=options.workers, prefetch_factor=8, pin_memory=device.type == "cuda")
    with open(options.run / "log.txt", "a") as log:
        def tell(line: str):
            if rank == 0:
                print(line, flush=True)
                print(line, file=log, flush=True)

        tell(f"{sum(p.numel() for p in training.network.parameters()) / 1e6:.2f} million weights, {curriculum.steps} steps, from step {training.step}, on {device}")
        recent, began, saved = [], time.time(), time.time()
        for batch in loader:
            stage = curriculum.at(training.step)
            recent.append(training.learn(batch, curriculum.rate(training.step), stage))
            if training.step % 20 == 0:
                pace = (time.time() - began) / len(recent)
                transcript, attention, frames = np.mean(recent, axis=0)
                tell(f"step {training.step}, {stage.seconds:g} s: transcript {transcript:.3f}, attention {attention:.3f}, frames {frames:.3f}; "
                     f"{pace:.2f} s a step, {curriculum.steps - training.step} steps left")
                recent, began = [], time.time()
            if rank == 0 and training.step % options.report == 0:
                tell(f"step {training.step}, words wrong on new voices: {report(training, options.cache, tokens, min(10.0, stage.seconds), device)}")
                began = time.time()
            if rank == 0 and (time.time() - saved > 120 or training.step == curriculum.steps):
                training.save(checkpoint)
                saved = time.time()


if __name__ == "__main__":
    main()
