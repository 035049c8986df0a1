"""WeSpeaker's ResNet34 for speaker embeddings with its names for the weights, and Kaldi's filter bank before it."""

import torch
from torch import nn
from torch.nn import functional as F

SAMPLE_RATE, FRAME, HOP, FFT, MELS = 16_000, 400, 160, 512, 80
DIMENSION = 256


def mel_filters() -> torch.Tensor:
    """Triangles on Kaldi's mel scale from 20 Hz to 8 kHz, [mels, bins]; the highest bin has no weight."""
    def mel(hertz):
        return 1127 * torch.log(1 + hertz / 700)
    edges = torch.linspace(mel(torch.tensor(20.0)), mel(torch.tensor(8000.0)), MELS + 2)
    points = mel(torch.arange(FFT // 2) * SAMPLE_RATE / FFT)
    low, centre, high = (edges[i:i + MELS, None] for i in range(3))
    triangles = torch.minimum((points - low) / (centre - low), (high - points) / (high - centre)).clamp(min=0)
    return F.pad(triangles, (0, 1))


class FilterBank(nn.Module):
    """[batch, samples] to [batch, frames, mels], less the mean over the frames."""

    def __init__(self):
        super().__init__()
        self.register_buffer("window", torch.hamming_window(FRAME, periodic=False), persistent=False)
        self.register_buffer("filters", mel_filters(), persistent=False)

    def forward(self, waveform):
        frames = (waveform * 32768).unfold(1, FRAME, HOP)
        frames = frames - frames.mean(dim=2, keepdim=True)
        before = torch.cat([frames[..., :1], frames[..., :-1]], dim=2)
        power = torch.fft.rfft((frames - 0.97 * before) * self.window, FFT).abs().square()
        energies = (power @ self.filters.T).clamp(min=torch.finfo(torch.float32).eps).log()
        return energies - energies.mean(dim=1, keepdim=True)


class Block(nn.Module):
    def __init__(self, inside: int, outside: int, stride: int):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside)
        self.conv2, self.bn2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False), nn.BatchNorm2d(outside)
        self.shortcut = nn.Sequential()
        if stride != 1 or inside != outside:
            self.shortcut = nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x):
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + self.shortcut(x))


class ResNet34(nn.Module):
    def __init__(self, channels: int = 8):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(1, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels)
        width = channels
        for number, (count, stride) in enumerate(((3, 1), (4, 2), (6, 2), (3, 2)), 1):
            outside = channels << (number - 1)
            blocks = [Block(width if i == 0 else outside, outside, stride if i == 0 else 1) for i in range(count)]
            setattr(self, f"layer{number}", nn.Sequential(*blocks))
            width = outside
        self.seg_1 = nn.Linear(2 * width * (MELS // 8), DIMENSION)

    def forward(self, features):
        """[batch, frames, mels] to embeddings [batch, 256]: mean and deviation over time of what the layers make of it."""
        x = self.layers(features)
        return self.pool(x, torch.ones(len(x), x.shape[2]))

    def layers(self, features):
        """[batch, frames, mels] to [batch, 10 channels, frames / 8]."""
        x = F.relu(self.bn1(self.conv1(features.transpose(1, 2)[:, None])))
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
        return x.flatten(1, 2)

    def pool(self, x, active):
        """Embeddings of the active frames, a mask of 0 and 1 [batch, frames]."""
        active = active[:, None]
        count = active.sum(dim=2)
        mean = (x * active).sum(dim=2) / count
        variance = ((x - mean[..., None]).square() * active).sum(dim=2) / (count - 1).clamp(min=1)
        return self.seg_1(torch.cat([mean, variance.clamp(min=1e-7).sqrt()], dim=1))


class Embedder(nn.Module):
    def __init__(self, channels: int = 8):
        super().__init__()
        self.bank, self.resnet = FilterBank(), ResNet34(channels)

    def forward(self, waveform):
        return self.resnet(self.bank(waveform))

    def of(self, waveform, row, active):
        """Embeddings of people in waveforms: the row that each is in, and in which frames of the last layer (8 x 10 ms) alone."""
        return self.resnet.pool(self.resnet.layers(self.bank(waveform))[row], active)


class MarginClassifier(nn.Module):
    """Additive angular margin: the right speaker's angle is made larger by a margin before the softmax (Deng et al., 2019)."""

    def __init__(self, speakers: int, margin: float = 0.2, scale: float = 30.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(speakers, DIMENSION) * 0.1)
        self.margin, self.scale = margin, scale

    def forward(self, embedding, speaker, share: float):
        """The loss with a share of the margin, and whether each guess without margin is right."""
        cosine = F.normalize(embedding) @ F.normalize(self.weight).T
        own = cosine.gather(1, speaker[:, None]).clamp(-1 + 1e-6, 1 - 1e-6)
        logits = cosine.scatter(1, speaker[:, None], torch.cos(own.arccos() + share * self.margin))
        return F.cross_entropy(self.scale * logits, speaker), cosine.argmax(dim=1) == speaker
