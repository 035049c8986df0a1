"""Whisper's network, with the Hub's names for its weights."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

POSITIONS = 1500
CONTEXT = 448


@dataclass(frozen=True)
class Shape:
    width: int = 128
    heads: int = 4
    encoder_layers: int = 3
    decoder_layers: int = 2


def sinusoids(length: int, width: int) -> torch.Tensor:
    """Positions as sines and cosines, [length, width]."""
    rates = torch.exp(-torch.log(torch.tensor(10_000.0)) * torch.arange(width // 2) / (width // 2 - 1))
    angles = torch.arange(length)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.q_proj, self.out_proj, self.v_proj = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width, bias=False)

    def forward(self, x, source, causal=False):
        """Returns the attended values, and head 0's weights [batch, time, source]."""
        q, k, v = (self._split(part) for part in (self.q_proj(x), self.k_proj(source), self.v_proj(source)))
        scores = q @ k.transpose(2, 3) * (q.shape[-1] ** -0.5)
        if causal:
            hidden = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).triu(1)
            scores = scores.masked_fill(hidden, float("-inf"))
        weights = scores.softmax(dim=-1)
        return self.out_proj((weights @ v).transpose(1, 2).flatten(2)), weights[:, 0]

    def _split(self, x):
        return x.unflatten(2, (self.heads, -1)).transpose(1, 2)


class Layer(nn.Module):
    def __init__(self, shape: Shape, crossing: bool):
        super().__init__()
        self.self_attn, self.self_attn_layer_norm = Attention(shape.width, shape.heads), nn.LayerNorm(shape.width)
        if crossing:
            self.encoder_attn, self.encoder_attn_layer_norm = Attention(shape.width, shape.heads), nn.LayerNorm(shape.width)
        self.fc1, self.fc2 = nn.Linear(shape.width, 4 * shape.width), nn.Linear(4 * shape.width, shape.width)
        self.final_layer_norm = nn.LayerNorm(shape.width)

    def forward(self, x, heard=None):
        normed = self.self_attn_layer_norm(x)
        x = x + self.self_attn(normed, normed, causal=heard is not None)[0]
        looked = None
        if heard is not None:
            attended, looked = self.encoder_attn(self.encoder_attn_layer_norm(x), heard)
            x = x + attended
        return x + self.fc2(F.gelu(self.fc1(self.final_layer_norm(x)))), looked


class Encoder(nn.Module):
    def __init__(self, shape: Shape, mels: int = 80):
        super().__init__()
        self.conv1 = nn.Conv1d(mels, shape.width, 3, padding=1)
        self.conv2 = nn.Conv1d(shape.width, shape.width, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(POSITIONS, shape.width)
        self.layers = nn.ModuleList(Layer(shape, crossing=False) for _ in range(shape.encoder_layers))
        self.layer_norm = nn.LayerNorm(shape.width)
        self.embed_positions.weight.data = 0.3 * sinusoids(POSITIONS, shape.width)

    def stem(self, mel):
        return F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)

    def forward(self, mel, first):
        """mel: [batch, mels, 2 * time]; first: [batch], the place of a window's first position in the 30 seconds."""
        x = self.stem(mel)
        x = x + self.embed_positions(first[:, None] + torch.arange(x.shape[1], device=x.device))
        for layer in self.layers:
            x, _ = layer(x)
        return self.layer_norm(x)

    @torch.no_grad()
    def scale_stem(self, mel):
        """Gives the convolutions' outputs a deviation of about 1 on real data: at their default scale they drown in the positions."""
        for convolve, conv in ((lambda: self.conv1(mel), self.conv1), (lambda: self.conv2(F.gelu(self.conv1(mel))), self.conv2)):
            out = convolve()
            conv.weight /= out.std(dim=(0, 2))[:, None, None]
            conv.bias.zero_()
            conv.bias -= convolve().mean(dim=(0, 2))


class Decoder(nn.Module):
    def __init__(self, shape: Shape, vocabulary: int, time_begin: int):
        super().__init__()
        self.embed_tokens, self.embed_positions = nn.Embedding(vocabulary, shape.width), nn.Embedding(CONTEXT, shape.width)
        self.layers = nn.ModuleList(Layer(shape, crossing=True) for _ in range(shape.decoder_layers))
        self.layer_norm = nn.LayerNorm(shape.width)
        nn.init.normal_(self.embed_tokens.weight, std=0.05)
        # Neighbouring times begin as neighbours, spelled like the encoder's positions.
        times = vocabulary - time_begin
        self.embed_tokens.weight.data[time_begin:] = 0.07 * sinusoids(times, shape.width)
        self.embed_positions.weight.data = 0.02 * sinusoids(CONTEXT, shape.width)

    def forward(self, tokens, heard):
        """Logits [batch, time, vocabulary], and each layer's cross-attention by head 0 [batch, time, positions]."""
        x = self.embed_tokens(tokens) + self.embed_positions.weight[:tokens.shape[1]]
        looks = []
        for layer in self.layers:
            x, looked = layer(x, heard)
            looks.append(looked)
        return F.linear(self.layer_norm(x), self.embed_tokens.weight), looks


class Whisper(nn.Module):
    def __init__(self, shape: Shape, vocabulary: int, time_begin: int):
        super().__init__()
        self.encoder, self.decoder = Encoder(shape), Decoder(shape, vocabulary, time_begin)
