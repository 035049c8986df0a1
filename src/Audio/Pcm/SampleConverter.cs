namespace Speech.Audio.Pcm;

/// <summary>Converts frames of any PCM format to mono floats, averaging the channels.</summary>
internal sealed class SampleConverter(PcmFormat format)
{
    private float[] _interleaved = [];

    /// <param name="frames">Whole frames; big-endian samples are reversed in place.</param>
    /// <param name="mono">Receives one sample per frame.</param>
    public void ToMono(Span<byte> frames, Span<float> mono)
    {
        if (format.BigEndian) ReverseSamples(frames, format.SampleBytes);
        if (format.Channels == 1)
        {
            ToFloat(frames, mono);
            return;
        }
        var count = mono.Length * format.Channels;
        if (_interleaved.Length < count) _interleaved = new float[count];
        ToFloat(frames, _interleaved.AsSpan(0, count));
        Downmix(_interleaved.AsSpan(0, count), mono);
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

    private void Downmix(ReadOnlySpan<float> interleaved, Span<float> mono)
    {
        for (var frame = 0; frame < mono.Length; frame++)
        {
            var sum = 0f;
            foreach (var sample in interleaved.Slice(frame * format.Channels, format.Channels)) sum += sample;
            mono[frame] = sum / format.Channels;
        }
    }

    private static void ReverseSamples(Span<byte> bytes, int sampleBytes)
    {
        for (var offset = 0; offset < bytes.Length; offset += sampleBytes) bytes.Slice(offset, sampleBytes).Reverse();
    }
}
