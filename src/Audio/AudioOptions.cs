namespace Speech.Audio;

/// <summary>Limits of decoding.</summary>
public sealed record AudioOptions;

/// <summary>The shape of headerless PCM: signed 16-bit samples, channels interleaved.</summary>
/// <param name="SampleRate">Frames per second, in Hz.</param>
/// <param name="Channels">Samples per frame.</param>
/// <param name="BigEndian">True for the byte order of <c>audio/L16</c> (RFC 2586).</param>
public sealed record RawPcm(int SampleRate, int Channels = 1, bool BigEndian = false);

/// <summary>The audio cannot be used; the message is fit for the client.</summary>
public class AudioException : Exception;
