namespace Speech.Audio;

/// <summary>The shape of headerless PCM: signed 16-bit samples, channels interleaved.</summary>
/// <param name="SampleRate">Frames per second, in Hz; 1,000 to 768,000.</param>
/// <param name="Channels">Samples per frame; 1 to 256.</param>
/// <param name="BigEndian">True for the byte order of <c>audio/L16</c> (RFC 2586).</param>
public sealed record RawPcm(int SampleRate, int Channels = 1, bool BigEndian = false);
