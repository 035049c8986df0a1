namespace Speech.Audio;

/// <summary>Format of headerless PCM: signed 16-bit samples with interleaved channels.</summary>
/// <param name="SampleRate">Sampling rate in Hz; 1,000 to 768,000.</param>
/// <param name="Channels">Number of channels; 1 to 256.</param>
/// <param name="BigEndian">Whether samples are big-endian, as in <c>audio/L16</c> (RFC 2586).</param>
public sealed record RawPcm(int SampleRate, int Channels = 1, bool BigEndian = false);
