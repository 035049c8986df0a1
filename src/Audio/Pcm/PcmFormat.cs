namespace Speech.Audio.Pcm;

/// <summary>The shape of uncompressed samples, channels interleaved.</summary>
internal sealed record PcmFormat(SampleEncoding Encoding, int SampleRate, int Channels, bool BigEndian)
{
    private const int LowestRate = 1_000, HighestRate = 768_000, MostChannels = 256;

    public int SampleBytes => Encoding switch
    {
        SampleEncoding.UInt8 or SampleEncoding.ALaw or SampleEncoding.MuLaw => 1,
        SampleEncoding.Int16 => 2,
        SampleEncoding.Int24 => 3,
        SampleEncoding.Float64 => 8,
        _ => 4,
    };

    public int FrameBytes => SampleBytes * Channels;

    /// <exception cref="UndecodableAudioException">No sound has this shape.</exception>
    public static PcmFormat Checked(SampleEncoding encoding, long sampleRate, int channels, bool bigEndian)
    {
        Check(sampleRate, channels);
        return new PcmFormat(encoding, (int)sampleRate, channels, bigEndian);
    }

    /// <exception cref="UndecodableAudioException">No sound has this shape.</exception>
    public static void Check(long sampleRate, int channels)
    {
        if (channels is < 1 or > MostChannels)
            throw new UndecodableAudioException($"it claims {channels} channels; 1 to {MostChannels} are possible.");
        if (sampleRate is < LowestRate or > HighestRate)
            throw new UndecodableAudioException($"it claims a sampling rate of {sampleRate} Hz; {LowestRate} to {HighestRate} are possible.");
    }
}
