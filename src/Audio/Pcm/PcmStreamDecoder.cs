using Speech.Audio.Resampling;

namespace Speech.Audio.Pcm;

/// <summary>Decodes headerless mono audio piece by piece, as it arrives, to samples at 16 kHz. Not thread-safe.</summary>
public sealed class PcmStreamDecoder
{
    private readonly PcmFormat _format;
    private readonly SampleConverter _converter;
    private readonly Resampler? _resampler;
    private readonly byte[] _rest;
    private int _restLength;
    private float[] _samples = [];

    /// <param name="encoding">The encoding of a sample; bytes are little-endian.</param>
    /// <param name="sampleRate">Sampling rate in Hz; 1,000 to 768,000.</param>
    public PcmStreamDecoder(SampleEncoding encoding, int sampleRate)
    {
        _format = PcmFormat.CreateValidated(encoding, sampleRate, channels: 1, bigEndian: false);
        _converter = new SampleConverter(_format);
        _rest = new byte[_format.SampleBytes];
        _resampler = sampleRate == AudioDecoder.SampleRate ? null : new Resampler(sampleRate, AudioDecoder.SampleRate);
    }

    /// <summary>Decodes the next bytes; a sample may be divided between two pieces.</summary>
    /// <param name="bytes">The bytes; a piece is converted in place.</param>
    /// <returns>The samples that are complete, in [-1, 1]; valid until the next call.</returns>
    public ReadOnlyMemory<float> Push(Memory<byte> bytes)
    {
        Span<byte> whole = _restLength == 0 ? bytes.Span : (byte[])[.. _rest.AsSpan(0, _restLength), .. bytes.Span];
        var count = whole.Length / _format.FrameBytes;
        _restLength = whole.Length - count * _format.FrameBytes;
        whole[^_restLength..].CopyTo(_rest);
        if (_samples.Length < count) _samples = new float[count];
        _converter.ToMono(whole[..(count * _format.FrameBytes)], _samples.AsSpan(0, count));
        return _resampler is null ? _samples.AsMemory(0, count) : _resampler.Push(_samples.AsSpan(0, count));
    }
}
