"""PyanNet, pyannote's network for speaker segmentation, with its names for the weights."""

import itertools
import math

import torch
from torch import nn
from torch.nn import functional as F

SAMPLE_RATE = 16_000
SECONDS, SPEAKERS, AT_ONCE = 5.0, 3, 2  # Of a window, voices in it, and voices at one time.

# Classes of the powerset: silence, each speaker alone, each pair.
CLASSES = [subset for size in range(AT_ONCE + 1) for subset in itertools.combinations(range(SPEAKERS), size)]


class SincFilters(nn.Module):
    """Band-pass filters given by their edges: cosine and sine phase, [filters, 1, length]; evenly spaced in mel at first."""

    def __init__(self, filters: int = 80, length: int = 251):
        super().__init__()
        low, high = 30.0, SAMPLE_RATE / 2 - 100
        mels = torch.linspace(2595 * math.log10(1 + low / 700), 2595 * math.log10(1 + high / 700), filters // 2 + 1)
        hertz = 700 * (10 ** (mels / 2595) - 1)
        self.low_hz_ = nn.Parameter(hertz[:-1, None], requires_grad=False)
        self.band_hz_ = nn.Parameter(hertz.diff()[:, None], requires_grad=False)
        half = length // 2
        self.register_buffer("n_", 2 * math.pi * torch.arange(-half, 0.0)[None] / SAMPLE_RATE)
        self.register_buffer("window_", torch.hamming_window(length, periodic=False)[:half])

    def filters(self):
        low = 50 + self.low_hz_.abs()
        high = (low + 50 + self.band_hz_.abs()).clamp(50, SAMPLE_RATE / 2)
        band = high - low
        left = (torch.sin(high @ self.n_) - torch.sin(low @ self.n_)) / (self.n_ / 2) * self.window_
        cosine = torch.cat([left, 2 * band, left.flip(1)], dim=1)
        left = (torch.cos(low @ self.n_) - torch.cos(high @ self.n_)) / (self.n_ / 2) * self.window_
        sine = torch.cat([left, torch.zeros_like(band), -left.flip(1)], dim=1)
        return (torch.cat([cosine, sine]) / torch.cat([2 * band, 2 * band]))[:, None]


class SincLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.filterbank = SincFilters()

    def forward(self, x):
        # As a product of matrices: one strided convolution over all samples is much slower.
        filters = self.filterbank.filters()
        return (x[:, 0].unfold(1, filters.shape[2], 10) @ filters[:, 0].T).transpose(1, 2)


class SincNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.wav_norm1d = nn.InstanceNorm1d(1, affine=True)
        self.conv1d = nn.ModuleList([SincLayer(), nn.Conv1d(80, 60, 5), nn.Conv1d(60, 60, 5)])
        self.norm1d = nn.ModuleList([nn.InstanceNorm1d(80, affine=True), nn.InstanceNorm1d(60, affine=True), nn.InstanceNorm1d(60, affine=True)])

    def forward(self, waveform):
        """[batch, samples] to [batch, 60, frames]; a frame is 270 samples after the one before."""
        x = self.wav_norm1d(waveform[:, None])
        for i, (layer, norm) in enumerate(zip(self.conv1d, self.norm1d)):
            x = layer(x)
            x = F.leaky_relu(norm(F.max_pool1d(x.abs() if i == 0 else x, 3)))
        return x


class PyanNet(nn.Module):
    def __init__(self, hidden: int = 128, layers: int = 2, width: int = 64):
        super().__init__()
        self.sincnet = SincNet()
        self.lstm = nn.LSTM(60, hidden, layers, bidirectional=True, batch_first=True)
        self.linear = nn.ModuleList([nn.Linear(2 * hidden, width), nn.Linear(width, width)])
        self.classifier = nn.Linear(width, len(CLASSES))

    def forward(self, waveform):
        """[batch, samples] to log-probabilities of the classes, [batch, frames, 7]."""
        return self.classes(self.voices(waveform))

    def voices(self, waveform):
        """[batch, samples] to what the recurrent layers make of it, [batch, frames, 2 * hidden]."""
        return self.lstm(self.sincnet(waveform).transpose(1, 2))[0]

    def classes(self, x):
        for layer in self.linear:
            x = F.leaky_relu(layer(x))
        return F.log_softmax(self.classifier(x), dim=-1)


def frame_times(count: int):
    """The middle of each frame, in seconds: 991 samples wide, 270 apart."""
    return (torch.arange(count) * 270 + 991 / 2) / SAMPLE_RATE


def permutation_loss(scores, activity):
    """Cross-entropy of the classes under the order of speakers that fits best; activity: bool [batch, frames, speakers]."""
    index = torch.full((1 << SPEAKERS,), CLASSES.index((0, 1)))
    for number, members in enumerate(CLASSES):
        index[sum(1 << member for member in members)] = number
    losses = []
    for order in itertools.permutations(range(SPEAKERS)):
        code = (activity[..., list(order)].long() * torch.tensor([1 << i for i in range(SPEAKERS)])).sum(dim=-1)
        losses.append(F.nll_loss(scores.transpose(1, 2), index[code], reduction="none").mean(dim=1))
    return torch.stack(losses).min(dim=0).values.mean()
