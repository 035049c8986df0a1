"""Training losses."""

import torch
from torch.nn import functional as F

from clips import IGNORED

# A time may be off by a step of 0.02 s: weights of the targets around the labelled one.
NEARBY = {-1: 0.1, 0: 0.8, 1: 0.1}


def transcript_loss(logits, targets, time_begin: int):
    """Cross-entropy of the next token; a time's neighbours count as nearly right."""
    log_probabilities = F.log_softmax(logits.float(), dim=-1)
    known = targets != IGNORED
    safe = targets.clamp(min=0)
    exact = log_probabilities.gather(2, safe[..., None])[..., 0]
    timed = torch.zeros_like(exact)
    for step, weight in NEARBY.items():
        near = (safe + step).clamp(time_begin, logits.shape[-1] - 1)
        timed = timed + weight * log_probabilities.gather(2, near[..., None])[..., 0]
    return -torch.where(safe >= time_begin, timed, exact)[known].mean()


def attention_loss(looks, spans, margin: int = 4):
    """Head 0 of the first decoder layer is to find the sound of the word just said, that of each later one the sound of the next.

    Finding the place first, by what was said there, and then looking on from it is what two layers can do and one cannot.
    """
    said = F.pad(spans[:, :-1], (0, 0, 1, 0))
    return torch.stack([_missed(look, said if layer == 0 and len(looks) > 1 else spans, margin) for layer, look in enumerate(looks)]).mean()


def _missed(look, spans, margin: int):
    positions = torch.arange(look.shape[-1], device=spans.device)
    start, end = spans[..., :1], spans[..., 1:]
    inside = (positions >= start - margin) & (positions < end + margin)
    spoken = (end > start)[..., 0]
    mass = (look * inside).sum(dim=-1)[spoken]
    return -(mass + 1e-4).log().sum() / spoken.sum().clamp(min=1)


def frame_loss(scores, frames):
    """Cross-entropy of the word at each position of the encoder; the classifier is for training only."""
    return F.cross_entropy(scores.float().flatten(0, 1), frames.flatten(), ignore_index=IGNORED)
