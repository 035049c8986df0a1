namespace Speech.Diarization.Segmentation;

/// <summary>Sine and cosine in 32 bits, rounded like the polynomial of SLEEF, the vector library of PyTorch on a CPU: within 1 ULP, but
/// correctly rounded in 95 of 100 cases only.</summary>
internal static class SingleSine
{
    // The polynomial's odd coefficients, from the third power on.
    private const float C3 = -0.16666660f, C5 = 0.0083330786f, C7 = -0.00019810691f, C9 = 2.608316e-06f;

    /// <summary>The sine.</summary>
    /// <param name="x">Radians, up to some thousands.</param>
    public static float Sin(float x)
    {
        var halfTurns = Math.Round(x / Math.PI);
        return Evaluate(x - halfTurns * Math.PI, (long)halfTurns % 2 != 0);
    }

    /// <summary>The cosine.</summary>
    /// <inheritdoc cref="Sin"/>
    public static float Cos(float x)
    {
        var halfTurns = Math.Round(x / Math.PI - 0.5);
        return Evaluate(x - (halfTurns + 0.5) * Math.PI, (long)halfTurns % 2 == 0);
    }

    /// <summary>The sine of a reduced angle. The leading terms carry twice the precision of the others.</summary>
    private static float Evaluate(double angle, bool isNegative)
    {
        if (isNegative) angle = -angle;
        var square = angle * angle;
        var single = (float)square;
        var tail = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(C9, single, C7), single, C5);
        return (float)(angle * (1 + square * (C3 + tail * square)));
    }
}
