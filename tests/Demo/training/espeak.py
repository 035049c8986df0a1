"""espeak-ng as a library: speech together with the time of every word, which its command line does not tell."""

import ctypes
from ctypes import POINTER, c_char_p, c_int, c_short, c_size_t, c_uint, c_void_p
from pathlib import Path

import numpy as np

from invented import data_folder

SYNCHRONOUS, CHARACTERS_UTF8, BY_CHARACTER, WORD_EVENT = 2, 1, 1, 1
RATE, PITCH, RANGE = 1, 3, 4


class _Event(ctypes.Structure):
    _fields_ = [("type", c_int), ("unique_identifier", c_uint), ("text_position", c_int), ("length", c_int),
                ("audio_position", c_int), ("sample", c_int), ("user_data", c_void_p), ("id", ctypes.c_char * 8)]


_Callback = ctypes.CFUNCTYPE(c_int, POINTER(c_short), c_int, POINTER(_Event))


class Espeak:
    """One synthesiser in this process; the library has one state, so make no second."""

    def __init__(self):
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        # Where its data lies it only tells when it has started.
        self._library.espeak_Initialize(SYNCHRONOUS, 0, None, 0)
        package = c_char_p()
        self._library.espeak_Info(ctypes.byref(package))
        self.sample_rate = self._library.espeak_Initialize(SYNCHRONOUS, 0, str(data_folder(Path(package.value.decode()))).encode(), 0)
        if self.sample_rate <= 0:
            raise RuntimeError("espeak-ng does not start: is its data package installed?")
        self._blocks, self._events = [], []
        self._callback = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_Synth.argtypes = [c_char_p, c_size_t, c_uint, c_int, c_uint, c_uint, c_void_p, c_void_p]

    def speak(self, text: str, voice: str, words_per_minute: int, pitch: int, liveliness: int):
        """Samples in [-1, 1], and for each word the event that names its place in the text: (character, seconds)."""
        self._blocks.clear()
        self._events.clear()
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice}")
        for parameter, value in ((RATE, words_per_minute), (PITCH, pitch), (RANGE, liveliness)):
            self._library.espeak_SetParameter(parameter, value, 0)
        data = text.encode("utf-8")
        self._library.espeak_Synth(data, len(data) + 1, 0, BY_CHARACTER, 0, CHARACTERS_UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
        return samples.astype(np.float32) / 32768, list(self._events)

    def _receive(self, samples, count, events):
        if samples and count > 0:
            self._blocks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        i = 0
        while events[i].type != 0:
            if events[i].type == WORD_EVENT:
                self._events.append((events[i].text_position - 1, events[i].audio_position / 1000))
            i += 1
        return 0
