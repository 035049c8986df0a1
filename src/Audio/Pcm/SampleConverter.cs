namespace Speech.Audio.Pcm;

/// <summary>Converts frames of any PCM format to floats, mono or each channel by itself.</summary>
internal sealed class SampleConverter(PcmFormat format)
{
    private float[] _interleaved = [];

    /// <param name="frames">Whole frames; big-endian samples are reversed in place.</param>
    /// <param name="mono">Receives one sample per frame.</param>
    public void ToMono(Span<byte> frames, Span<float> mono)
    {
        if (format.Channels > 1) Downmixer.Downmix(ToInterleaved(frames, mono.Length), format.Channels, mono);
        else Convert(frames, mono);
    }

    /// <param name="frames">Whole frames; big-endian samples are reversed in place.</param>
    /// <param name="channels">Receives one sample per frame and channel.</param>
    /// <param name="count">The number of frames.</param>
    public void ToChannels(Span<byte> frames, IReadOnlyList<float[]> channels, int count)
    {
        var interleaved = ToInterleaved(frames, count);
        for (var channel = 0; channel < channels.Count; channel++)
            for (var frame = 0; frame < count; frame++) channels[channel][frame] = interleaved[frame * format.Channels + channel];
    }

    private ReadOnlySpan<float> ToInterleaved(Span<byte> frames, int count)
    {
        var length = count * format.Channels;
        if (_interleaved.Length < length) _interleaved = new float[length];
        Convert(frames, _interleaved.AsSpan(0, length));
        return _interleaved.AsSpan(0, length);
    }

    private void Convert(Span<byte> bytes, Span<float> samples)
    {
        if (format.BigEndian) ReverseSamples(bytes, format.SampleBytes);
        ToFloat(bytes, samples);
    }

    private void ToFloat(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        switch (format.Encoding)
        {
            case SampleEncoding.UInt8: Convert<UInt8Sample>(bytes, samples); break;
            case SampleEncoding.Int16: Convert<Int16Sample>(bytes, samples); break;
            case SampleEncoding.Int24: Convert<Int24Sample>(bytes, samples); break;
            case SampleEncoding.Int32: Convert<Int32Sample>(bytes, samples); break;
            case SampleEncoding.Float32: Convert<Float32Sample>(bytes, samples); break;
            case SampleEncoding.Float64: Convert<Float64Sample>(bytes, samples); break;
            case SampleEncoding.ALaw: Convert<ALawSample>(bytes, samples); break;
            case SampleEncoding.MuLaw: Convert<MuLawSample>(bytes, samples); break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> bytes, Span<float> samples) where T : struct, ISample
    {
        for (var i = 0; i < samples.Length; i++) samples[i] = T.Read(bytes.Slice(i * T.Size, T.Size));
    }

    private static void ReverseSamples(Span<byte> bytes, int sampleBytes)
    {
        for (var offset = 0; offset < bytes.Length; offset += sampleBytes) bytes.Slice(offset, sampleBytes).Reverse();
    }
}
