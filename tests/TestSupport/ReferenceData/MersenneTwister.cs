namespace Speech.TestSupport.ReferenceData;

/// <summary>MT19937 (Matsumoto and Nishimura, 1998), the generator of torch and of numpy's RandomState on a CPU, and the numbers that they derive from it.</summary>
internal sealed class MersenneTwister
{
    private const int Size = 624, Shift = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;
    private double? _secondNormal;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Size; i++) _state[i] = 1_812_433_253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint NextBits()
    {
        if (_next == Size) Twist();
        var bits = _state[_next++];
        bits ^= bits >> 11;
        bits ^= (bits << 7) & 0x9D2C5680u;
        bits ^= (bits << 15) & 0xEFC60000u;
        return bits ^ (bits >> 18);
    }

    /// <summary>Uniform in [0, 1) with 24 bits, as torch draws float32.</summary>
    public float NextFloat() => (NextBits() & 0xFFFFFF) * (1f / (1 << 24));

    /// <summary>Uniform in [0, 1) with 53 bits, as numpy draws float64.</summary>
    public double NextDouble()
    {
        var (high, low) = (NextBits() >> 5, NextBits() >> 6);
        return (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
    }

    /// <summary>Standard normal by the polar method, which gives two at a time; in the order of numpy's RandomState.</summary>
    public double NextNormal()
    {
        if (_secondNormal is { } second)
        {
            _secondNormal = null;
            return second;
        }

        double x, y, square;
        do
        {
            x = 2 * NextDouble() - 1;
            y = 2 * NextDouble() - 1;
            square = x * x + y * y;
        }
        while (square is >= 1 or 0);
        var factor = Math.Sqrt(-2 * Math.Log(square) / square);
        _secondNormal = factor * x;
        return factor * y;
    }

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var bits = (_state[i] & 0x80000000u) | (_state[(i + 1) % Size] & 0x7FFFFFFFu);
            _state[i] = _state[(i + Shift) % Size] ^ (bits >> 1) ^ ((bits & 1) == 0 ? 0u : 0x9908B0DFu);
        }

        _next = 0;
    }
}
