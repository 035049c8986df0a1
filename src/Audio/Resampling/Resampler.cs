namespace Speech.Audio.Resampling;

/// <summary>
/// Changes the rate of a signal that comes in pieces, by any ratio of two integers. Output n lies at the instant n / to of the
/// input, which is silent before its first sample and after its last; n inputs make ceil(n * to / from) outputs; and how the
/// input is cut into pieces changes no bit of them.
/// </summary>
internal sealed class Resampler
{
    private readonly int _phases;
    private readonly int _stride;
    private readonly FilterBank _bank;
    private float[] _line;
    private float[] _output = [];
    private int _filled;
    private int _at;
    private int _phase;

    /// <param name="from">Rate of the input, in Hz.</param>
    /// <param name="to">Rate of the output, in Hz.</param>
    public Resampler(int from, int to)
    {
        var divisor = GreatestCommonDivisor(from, to);
        (_phases, _stride) = (to / divisor, from / divisor);
        _bank = new FilterBank(_phases, Math.Min(1, (double)to / from));
        // The silence before the first sample: the first window's middle is then that sample.
        _filled = _bank.Taps / 2 - 1;
        _line = new float[2 * _bank.Taps];
    }

    /// <summary>Takes the next inputs and gives the outputs that they complete; valid until the next call.</summary>
    public ReadOnlyMemory<float> Push(ReadOnlySpan<float> input)
    {
        Append(input);
        var count = 0;
        var most = (int)((long)(input.Length + _bank.Taps) * _phases / _stride) + 1;
        if (_output.Length < most) _output = new float[most];
        while (_at + _bank.Taps <= _filled)
        {
            _output[count++] = _bank.Apply(_line.AsSpan(_at, _bank.Taps), _phase);
            _phase += _stride;
            _at += _phase / _phases;
            _phase %= _phases;
        }
        return _output.AsMemory(0, count);
    }

    /// <summary>Ends the input, and gives the outputs up to its last sample.</summary>
    public ReadOnlyMemory<float> Flush() => Push(new float[_bank.Taps / 2]);

    private void Append(ReadOnlySpan<float> input)
    {
        // A long stride may point past what has arrived.
        var done = Math.Min(_at, _filled);
        _line.AsSpan(done, _filled - done).CopyTo(_line);
        (_at, _filled) = (_at - done, _filled - done);
        if (_line.Length < _filled + input.Length) Array.Resize(ref _line, _filled + input.Length);
        input.CopyTo(_line.AsSpan(_filled));
        _filled += input.Length;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
