"""Tones and noises that are no speech, made in other ways than the training's: name and samples of a minute each."""

import numpy as np

SAMPLE_RATE = 16_000
SECONDS = 60


def no_speech(random: np.random.Generator) -> dict[str, np.ndarray]:
    now = np.arange(SECONDS * SAMPLE_RATE) / SAMPLE_RATE

    def tone(hertz):
        """A sine whose frequency may change."""
        return np.sin(2 * np.pi * np.cumsum(np.broadcast_to(hertz, now.shape)) / SAMPLE_RATE)

    def hum(hertz):
        return 0.1 * sum(tone(n * hertz) / n for n in (1, 2, 3, 5))

    def notes(hertz, each):
        """Frequencies by chance, one after the other."""
        return random.choice(hertz, size=int(SECONDS / each) + 1)[(now / each).astype(int)]

    major = [220 * 2 ** (step / 12) for step in (0, 2, 4, 5, 7, 9, 11, 12)]
    plucked = notes(major, 0.5)
    return {name: samples.astype(np.float32) for name, samples in {
        "silence": np.zeros_like(now),
        "white noise": 0.05 * random.standard_normal(len(now)),
        "hum of 50 Hz": hum(50),
        "hum of 60 Hz": hum(60),
        "melody": 0.2 * sum(tone(n * plucked) / n for n in (1, 2, 3)) * np.exp(-4 * (now * 2 % 1)),
        "held melody": 0.2 * tone(notes(major, 0.4)),
        "square arpeggio": 0.1 * np.sign(tone(notes(major, 0.17))),
        "chord": 0.1 * sum(tone(hertz) for hertz in (261.6, 329.6, 392, 523)),
        "sine of 440 Hz": 0.3 * tone(440),
        "sine of 1 kHz": 0.1 * tone(1000),
        "saw tooth": 0.2 * (2 * (110 * now % 1) - 1),
        "sweep": 0.3 * tone(100 * 2 ** (0.4 * (now % 10))),
        "siren": 0.3 * tone(700 + 300 * np.sin(2 * np.pi * 0.3 * now)),
        "vibrato": 0.3 * tone(330 + 16 * np.sin(2 * np.pi * 5.5 * now)),
        "beeps": 0.3 * tone(1000) * (now % 1 < 0.3),
        "ringing": 0.2 * (tone(440) + tone(480)) * (now % 6 < 2),
        "telephone keys": 0.2 * (tone(notes([697, 770, 852, 941], 0.25)) + tone(notes([1209, 1336, 1477], 0.25))) * (now * 4 % 1 < 0.6),
        "bell": 0.2 * sum(tone(hertz) for hertz in (523, 1240, 2100)) * np.exp(-3 * (now % 1.5)),
        "frequency modulation": 0.3 * np.sin(2 * np.pi * 220 * now + 5 * tone(110) * np.exp(-3 * (now % 1))),
        "drum": 0.5 * random.standard_normal(len(now)) * np.exp(-20 * (now * 2 % 1)),
    }.items()}
