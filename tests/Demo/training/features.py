"""Whisper's log-mel spectrogram in PyTorch: the same numbers as the engine's, for windows of any length."""

import numpy as np
import torch

SAMPLE_RATE, FFT, HOP, MELS = 16_000, 400, 160, 80


def mel_filters() -> np.ndarray:
    """Triangles of unit area on Slaney's scale: [mels, bins]."""
    hertz_per_mel, break_mel, log_step = 200 / 3, 15.0, np.log(6.4) / 27
    top = break_mel + np.log(8.0) / log_step  # 8 kHz
    mels = np.linspace(0, top, MELS + 2)
    edges = np.where(mels < break_mel, mels * hertz_per_mel, 1000 * np.exp((mels - break_mel) * log_step))
    bins = np.linspace(0, SAMPLE_RATE / 2, FFT // 2 + 1)
    low, centre, high = (edges[i:i + MELS, None] for i in range(3))
    return (np.maximum(0, np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre))) * 2 / (high - low)).astype(np.float32)


class LogMel(torch.nn.Module):
    """[batch, samples] to [batch, mels, samples / 160]; the dynamic range counts from the loudest point of each window."""

    def __init__(self):
        super().__init__()
        self.register_buffer("window", torch.hann_window(FFT, periodic=True), persistent=False)
        self.register_buffer("filters", torch.from_numpy(mel_filters()), persistent=False)

    def forward(self, audio: torch.Tensor) -> torch.Tensor:
        spectrum = torch.stft(audio, FFT, HOP, window=self.window, center=True, pad_mode="reflect", return_complex=True)[..., :-1]
        mel = self.filters @ spectrum.abs().square()
        log = mel.clamp(min=1e-10).log10()
        loudest = log.amax(dim=(1, 2), keepdim=True)
        return (torch.maximum(log, loudest - 8) + 4) / 4
