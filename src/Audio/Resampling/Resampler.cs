using System.Numerics;

namespace Speech.Audio.Resampling;

/// <summary>
/// Streaming resampler for any ratio of integer rates. Output sample n is at time n / to; the input is taken as zero before its first and
/// after its last sample. N input samples give ceil(N * to / from) output samples, which are bit-identical for every division of the input
/// into blocks.
/// </summary>
internal sealed class Resampler
{
    private readonly int _phases;
    private readonly int _stride;
    private readonly FilterBank _bank;
    private float[] _buffer;
    private float[] _output = [];
    private int _filled;
    private int _position;
    private int _phase;

    /// <param name="from">Sampling rate of the input in Hz.</param>
    /// <param name="to">Sampling rate of the output in Hz.</param>
    public Resampler(int from, int to)
    {
        var divisor = (int)BigInteger.GreatestCommonDivisor(from, to);
        (_phases, _stride) = (to / divisor, from / divisor);
        _bank = new FilterBank(_phases, Math.Min(1, (double)to / from));
        // Zeros before the first sample, so that the first window is centred on it.
        _filled = _bank.Taps / 2 - 1;
        _buffer = new float[2 * _bank.Taps];
    }

    /// <summary>Appends input samples and returns the output samples that are now complete; valid until the next call.</summary>
    public ReadOnlyMemory<float> Push(ReadOnlySpan<float> input)
    {
        Append(input);
        var count = 0;
        var maxCount = (int)((long)(input.Length + _bank.Taps) * _phases / _stride) + 1;
        if (_output.Length < maxCount) _output = new float[maxCount];
        while (_position + _bank.Taps <= _filled)
        {
            _output[count++] = _bank.Apply(_buffer.AsSpan(_position, _bank.Taps), _phase);
            _phase += _stride;
            _position += _phase / _phases;
            _phase %= _phases;
        }
        return _output.AsMemory(0, count);
    }

    /// <summary>Ends the input and returns the remaining output samples.</summary>
    public ReadOnlyMemory<float> Flush() => Push(new float[_bank.Taps / 2]);

    private void Append(ReadOnlySpan<float> input)
    {
        // The stride may exceed the buffered input.
        var consumed = Math.Min(_position, _filled);
        _buffer.AsSpan(consumed, _filled - consumed).CopyTo(_buffer);
        (_position, _filled) = (_position - consumed, _filled - consumed);
        if (_buffer.Length < _filled + input.Length) Array.Resize(ref _buffer, _filled + input.Length);
        input.CopyTo(_buffer.AsSpan(_filled));
        _filled += input.Length;
    }
}
