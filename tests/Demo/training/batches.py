"""Batches of clips. Batch n depends on the seed and n only, so training resumes where it stopped."""

import numpy as np
import torch

from clips import IGNORED, Clip, ClipMaker
from curriculum import Curriculum


def collate(clips: list[Clip], padding: int) -> dict[str, torch.Tensor]:
    """Stacks clips of one length; shorter transcripts are padded on the right."""
    length = max(len(clip.tokens) for clip in clips)
    tokens = np.full((len(clips), length), padding)
    targets = np.full((len(clips), length), IGNORED)
    spans = np.zeros((len(clips), length, 2), np.int64)
    for row, clip in enumerate(clips):
        tokens[row, :len(clip.tokens)] = clip.tokens
        targets[row, :len(clip.targets)] = clip.targets
        spans[row, :len(clip.spans)] = clip.spans
    arrays = {"audio": np.stack([clip.audio for clip in clips]).astype(np.float32), "first": np.array([clip.first for clip in clips]),
              "frames": np.stack([clip.frames for clip in clips]), "tokens": tokens, "targets": targets, "spans": spans}
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


class Batches(torch.utils.data.Dataset):
    """Item n is the batch of step n."""

    def __init__(self, maker: ClipMaker, curriculum: Curriculum, padding: int, seed: list[int]):
        self._maker, self._curriculum, self._padding, self._seed = maker, curriculum, padding, seed

    def __len__(self):
        return self._curriculum.steps

    def __getitem__(self, step: int):
        stage = self._curriculum.at(step)
        random = np.random.default_rng([*self._seed, step])
        return collate([self._maker.draw(stage, random) for _ in range(stage.batch)], self._padding)
