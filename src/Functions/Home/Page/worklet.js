// Runs on the audio thread: passes the samples of the microphone on, a tenth of a second at a time, as 16 bits.
class Samples extends AudioWorkletProcessor {
  buffer = new Int16Array(Math.round(sampleRate / 10));
  length = 0;

  process([input]) {
    for (const sample of input[0] ?? []) {
      this.buffer[this.length++] = Math.max(-1, Math.min(1, sample)) * 32767;
      if (this.length < this.buffer.length) continue;
      this.port.postMessage(this.buffer.buffer, [this.buffer.buffer]);
      this.buffer = new Int16Array(Math.round(sampleRate / 10));
      this.length = 0;
    }
    return true;
  }
}

registerProcessor("samples", Samples);
