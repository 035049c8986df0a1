using Speech.Audio.Errors;

namespace Speech.Audio.Pcm;

/// <summary>Format of uncompressed samples with interleaved channels.</summary>
/// <param name="Encoding">Encoding of one sample.</param>
/// <param name="SampleRate">Sampling rate in Hz; 1,000 to 768,000.</param>
/// <param name="Channels">Number of channels; 1 to 256.</param>
/// <param name="BigEndian">Whether samples are big-endian.</param>
internal sealed record PcmFormat(SampleEncoding Encoding, int SampleRate, int Channels, bool BigEndian)
{
    private const int MinSampleRate = 1_000, MaxSampleRate = 768_000, MaxChannels = 256;

    public int SampleBytes => Encoding switch
    {
        SampleEncoding.UInt8 or SampleEncoding.ALaw or SampleEncoding.MuLaw => 1,
        SampleEncoding.Int16 => 2,
        SampleEncoding.Int24 => 3,
        SampleEncoding.Float64 => 8,
        _ => 4,
    };

    public int FrameBytes => SampleBytes * Channels;

    /// <exception cref="UndecodableAudioException">A value is out of range.</exception>
    public static PcmFormat CreateValidated(SampleEncoding encoding, long sampleRate, int channels, bool bigEndian)
    {
        Validate(sampleRate, channels);
        return new PcmFormat(encoding, (int)sampleRate, channels, bigEndian);
    }

    /// <exception cref="UndecodableAudioException">A value is out of range.</exception>
    public static void Validate(long sampleRate, int channels)
    {
        if (channels is < 1 or > MaxChannels)
            throw new UndecodableAudioException($"it declares {channels} channels; 1 to {MaxChannels} are supported.");
        if (sampleRate is < MinSampleRate or > MaxSampleRate)
            throw new UndecodableAudioException(
                $"it declares a sampling rate of {sampleRate} Hz; {MinSampleRate} to {MaxSampleRate} are supported.");
    }
}
