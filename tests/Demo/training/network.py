"""Whisper's network, with the Hub's names for its weights."""

from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

# Debian's PyTorch 1.13 with oneDNN computes wrong gradients on a CPU, different ones in every run, where they are not contiguous.
torch.backends.mkldnn.set_flags(False)

POSITIONS = 1500
CONTEXT = 448

# Where the encoder's heads look before they have learned anything, in positions of 0.02 s: layer by layer further away.
FIRST_LOOKS = [(-3, -1, 1, 3), (-9, -3, 3, 9), (-20, -7, 7, 20)]
SHARPNESS = 1.9

# What a layer of the encoder adds to what it gets comes out of these: where they are zero, it passes on what it gets.
LAST = ("self_attn.out_proj", "fc2")


@dataclass(frozen=True)
class Shape:
    width: int = 128
    heads: int = 4
    encoder_layers: int = 3
    decoder_layers: int = 2


def rates(width: int) -> torch.Tensor:
    """Radians for each position, from fast to slow, [width / 2]."""
    return 10_000.0 ** (-torch.arange(width // 2) / (width // 2 - 1))


def sinusoids(length: int, width: int) -> torch.Tensor:
    """Positions as sines, then cosines, [length, width]."""
    angles = torch.arange(length)[:, None] * rates(width)
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
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(2, 3)
        if causal:
            hidden = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).triu(1)
            scores = scores.masked_fill(hidden, float("-inf"))
        weights = scores.softmax(dim=-1)
        return self.out_proj((weights @ v).transpose(1, 2).flatten(2)), weights[:, 0]

    @torch.no_grad()
    def look_at(self, offsets):
        """Head h begins by looking offsets[h] positions away: its keys are the fastest sines, its queries the same ones turned."""
        width = self.q_proj.in_features
        pairs = width // self.heads // 2
        for head, offset in enumerate(offsets):
            turn = rates(width)[:pairs] * offset
            for pair in range(pairs):
                row, sine, cosine = head * 2 * pairs + 2 * pair, pair, width // 2 + pair
                self.k_proj.weight[row, sine] += SHARPNESS
                self.k_proj.weight[row + 1, cosine] += SHARPNESS
                self.q_proj.weight[row, [sine, cosine]] += SHARPNESS * torch.stack([turn[pair].cos(), turn[pair].sin()])
                self.q_proj.weight[row + 1, [cosine, sine]] += SHARPNESS * torch.stack([turn[pair].cos(), -turn[pair].sin()])

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

    def forward(self, x, encoded=None):
        normed = self.self_attn_layer_norm(x)
        x = x + self.self_attn(normed, normed, causal=encoded is not None)[0]
        looked = None
        if encoded is not None:
            attended, looked = self.encoder_attn(self.encoder_attn_layer_norm(x), encoded)
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
        # The fast sines have channels to themselves, for the heads to look around by; the slow ones share theirs with the sound.
        fast = shape.width // shape.heads // 2
        self._quiet = [*range(fast), *range(shape.width // 2, shape.width // 2 + fast)]
        self.embed_positions.weight.data = 0.3 * sinusoids(POSITIONS, shape.width)
        self.embed_positions.weight.data[:, self._quiet] /= 0.3
        for layer, offsets in zip(self.layers, FIRST_LOOKS):
            layer.self_attn.look_at(offsets)

    def stem(self, mel):
        return F.gelu(self.conv2(F.gelu(self.conv1(mel)))).transpose(1, 2)

    def forward(self, mel, first, reach: int = 0):
        """mel: [batch, mels, 2 * time]; first: [batch], the place of a window's first position in the 30 seconds.

        With a reach, attention is local to blocks of that many positions: nearly the same output at a fraction of the cost.
        """
        x = self.stem(mel)
        x = x + self.embed_positions(first[:, None] + torch.arange(x.shape[1], device=x.device))
        pieces = x.unflatten(1, (-1, reach)).flatten(0, 1) if reach else x
        for layer in self.layers:
            pieces, _ = layer(pieces)
        return self.layer_norm(pieces).view_as(x)

    @torch.no_grad()
    def scale_stem(self, mel):
        """Gives the convolutions' outputs a deviation of about 1 on real data: at their default scale they drown in the positions."""
        x = mel
        for conv in (self.conv1, self.conv2):
            conv.weight /= conv(x).std(dim=(0, 2))[:, None, None]
            conv.bias -= conv(x).mean(dim=(0, 2))
            x = F.gelu(conv(x))
        self.conv2.weight[self._quiet] *= 0.1


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

    def forward(self, tokens, encoded):
        """Logits [batch, time, vocabulary], and each layer's cross-attention by head 0 [batch, time, positions]."""
        x = self.embed_tokens(tokens) + self.embed_positions.weight[:tokens.shape[1]]
        looks = []
        for layer in self.layers:
            x, looked = layer(x, encoded)
            looks.append(looked)
        return F.linear(self.layer_norm(x), self.embed_tokens.weight), looks


class Whisper(nn.Module):
    def __init__(self, shape: Shape, vocabulary: int, time_begin: int):
        super().__init__()
        self.encoder, self.decoder = Encoder(shape), Decoder(shape, vocabulary, time_begin)
