namespace Speech.Evaluation.Corpus;

/// <summary>Normally distributed numbers, the same for the same name on every machine: SplitMix64 and the Box-Muller transform.</summary>
internal sealed class GaussianNoise
{
    private ulong _state = 0xCBF29CE484222325;

    /// <param name="name">Its characters seed the generator (FNV-1a).</param>
    public GaussianNoise(string name)
    {
        foreach (var character in name) _state = (_state ^ character) * 0x100000001B3;
    }

    /// <summary>The next number; mean 0, standard deviation 1.</summary>
    public double Next() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>At least 0, less than 1.</summary>
    private double Uniform()
    {
        var value = _state += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return ((value ^ (value >> 31)) >> 11) * (1.0 / (1L << 53));
    }
}
