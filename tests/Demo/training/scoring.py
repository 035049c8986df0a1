"""Greedy decoding and counting of wrong words, to watch the training. The endpoint's own figures come from evaluate.py."""

import torch

from network import Whisper
from tokens import Tokens


@torch.no_grad()
def transcribe(network: Whisper, mel, first, prompt: list[int], end: int, limit: int = 150) -> list[list[int]]:
    """The likeliest tokens after the prompt, for each window."""
    encoded = network.encoder(mel, first)
    said = torch.tensor(prompt, device=mel.device).repeat(len(mel), 1)
    done = torch.zeros(len(mel), dtype=torch.bool, device=mel.device)
    for _ in range(limit):
        logits, _ = network.decoder(said, encoded)
        best = logits[:, -1].argmax(dim=-1).masked_fill(done, end)
        said = torch.cat([said, best[:, None]], dim=1)
        done |= best == end
        if done.all():
            break
    return [[token for token in row[len(prompt):] if token != end] for row in said.tolist()]


def word_errors(reference: list[str], hypothesis: list[str]) -> int:
    """Substitutions, insertions and deletions: Levenshtein's distance of two lists of words."""
    row = list(range(len(hypothesis) + 1))
    for i, word in enumerate(reference, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(hypothesis, 1):
            before, row[j] = row[j], min(before + (word != other), row[j] + 1, row[j - 1] + 1)
    return row[-1]


@torch.no_grad()
def error_rate(network: Whisper, log_mel, groups, tokens: Tokens, device) -> float:
    """Words wrong per word said, over batches of clips with a common prompt."""
    wrong = total = 0
    for batch, texts, prompt in groups:
        mel = log_mel(batch["audio"].to(device))
        answers = transcribe(network, mel, batch["first"].to(device), prompt, tokens.end)
        for reference, answer in zip(texts, answers):
            wrong += word_errors(reference, tokens.text(answer))
            total += len(reference)
    return wrong / max(1, total)
