"""Rooms, microphones and noise: what happens to speech before it reaches the network."""

import numpy as np
from scipy import fft

SAMPLE_RATE = 16_000


def change_speed(samples: np.ndarray, factor: float) -> np.ndarray:
    """Faster and higher for a factor above 1."""
    return np.interp(np.arange(0, len(samples) - 1, factor), np.arange(len(samples)), samples).astype(np.float32)


def noise(length: int, random: np.random.Generator) -> np.ndarray:
    """Noise of any colour from white to brown, sometimes with a hum; its deviation is 1."""
    size = fft.next_fast_len(length, real=True)
    spectrum = fft.rfft(random.standard_normal(size, np.float32))
    spectrum *= np.maximum(np.arange(len(spectrum), dtype=np.float32), size / 200) ** np.float32(-random.uniform(0, 1))
    samples = fft.irfft(spectrum, size)[:length]
    if random.random() < 0.2:
        samples = samples / samples.std() + random.uniform(0.2, 1.5) * np.sin(2 * np.pi * random.uniform(45, 400) / SAMPLE_RATE * np.arange(length, dtype=np.float32))
    return (samples / samples.std()).astype(np.float32)


def music(length: int, random: np.random.Generator) -> np.ndarray:
    """Up to four voices of tones and sometimes a drum; its peak is 1."""
    whole = np.zeros(length, np.float32)
    scale = _SCALES[random.integers(len(_SCALES))]
    beat = random.uniform(0.12, 1.2)
    for _ in range(random.integers(1, 5)):
        whole += _voice(length, 55 * 2 ** random.uniform(0, 3.5), scale, beat * 2.0 ** random.integers(-1, 3), random)
    if random.random() < 0.3:
        whole += random.uniform(0.2, 1) * noise(length, random) * np.exp(-random.uniform(5, 30) * (np.arange(length, dtype=np.float32) / SAMPLE_RATE / beat % 1))
    return whole / (np.abs(whole).max() + 1e-6)


_SCALES = [[0, 2, 4, 5, 7, 9, 11, 12], [0, 2, 3, 5, 7, 8, 10, 12], [0, 3, 5, 7, 10, 12], [0, 4, 7, 12], list(range(13))]


def _voice(length: int, lowest: float, scale: list[int], beat: float, random: np.random.Generator) -> np.ndarray:
    """One note after the other, plucked or held: random steps of a scale with an instrument's overtones."""
    now = np.arange(length, dtype=np.float32) / SAMPLE_RATE / beat
    notes = lowest * 2 ** (random.choice(scale, size=int(now[-1]) + 2) / 12)
    if random.random() < 0.3:  # a bow or a trombone slides from one note to the next
        pitch = np.interp(now, np.arange(len(notes)), notes)
    else:
        pitch = notes[now.astype(int)]
    pitch = pitch * (1 + random.choice([0, 0.01]) * np.sin(2 * np.pi * random.uniform(4, 7) * beat * now))
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    fall, parts = random.uniform(0.5, 2.5), [1] + [n for n in range(2, 9) if random.random() < 0.6]
    tone = sum(np.sin(n * phase + random.uniform(0, 6)) * (n * pitch < SAMPLE_RATE / 2) / n ** fall for n in parts)
    inside = now % 1
    played = np.exp(-random.uniform(1, 8) * inside) if random.random() < 0.5 else np.minimum(1, np.minimum(inside, 1 - inside) * random.uniform(5, 60))
    pauses = random.random(len(notes)) > random.choice([0, 0, 0.3])
    return (random.uniform(0.3, 1) * tone * played * pauses[now.astype(int)]).astype(np.float32)


def _microphone(bins: int, random: np.random.Generator) -> np.ndarray:
    """A gentle random frequency response, sometimes that of a telephone."""
    hertz = np.linspace(0, SAMPLE_RATE / 2, bins)
    points = np.array([0, 200, 500, 1200, 2500, 4500, 8000])
    gain = 10 ** (np.interp(hertz, points, random.normal(0, 4, len(points))) / 20)
    if random.random() < 0.35:
        gain *= 1 / (1 + (hertz / random.uniform(3400, 6000)) ** 24)
    return gain


def _echo(length: int, random: np.random.Generator) -> np.ndarray:
    """Impulse response of a room: the direct sound, then a tail that dies away."""
    response = np.zeros(length, np.float32)
    tail = int(random.uniform(0.05, 0.3) * SAMPLE_RATE)
    response[:tail] = random.standard_normal(tail) * np.exp(-7 * np.arange(tail) / tail) * random.uniform(0.02, 0.12)
    response[0] = 1
    return response


def worsen(speech: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Speech recorded by a microphone in a room, with background noise 8 to 45 dB below."""
    echoes = random.random() < 0.25
    length = fft.next_fast_len(len(speech) + (SAMPLE_RATE // 3 if echoes else 0), real=True)
    spectrum = fft.rfft(speech, length)
    if echoes:
        spectrum = spectrum * fft.rfft(_echo(length, random))
    if random.random() < 0.7:
        spectrum = spectrum * _microphone(len(spectrum), random).astype(np.float32)
    recorded = fft.irfft(spectrum, length)[:len(speech)]
    level = np.sqrt(np.mean(recorded ** 2)) + 1e-6
    if random.random() < 0.7:
        recorded = recorded + level * 10 ** (-random.uniform(8, 45) / 20) * noise(len(recorded), random)
    return (recorded / (np.abs(recorded).max() + 1e-6) * 10 ** random.uniform(-1.5, 0)).astype(np.float32)
