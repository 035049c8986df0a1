using System.Numerics;
using System.Runtime.CompilerServices;

namespace Speech.Checkpoints.Pickle;

/// <summary>
/// Compares dictionary keys: strings and numbers by value, all other objects by reference. Comparing nested tuples by value could take
/// exponential time.
/// </summary>
internal sealed class PickleKeyComparer : IEqualityComparer<object>
{
    private static readonly PickleKeyComparer Instance = new();

    /// <summary>Represents Python's <c>None</c> as a key.</summary>
    public static object None => DBNull.Value;

    public static Dictionary<object, object?> CreateMap() => new(Instance);

    bool IEqualityComparer<object>.Equals(object? x, object? y) =>
        ReferenceEquals(x, y) || (x is string or long or double or bool or BigInteger && x.Equals(y));

    // Hash codes of numbers are randomised, as those of strings are, so that crafted keys do not collide. The halves are combined
    // separately because the hash code of a long itself already merges them.
    public int GetHashCode(object key) => key switch
    {
        long number => RandomizedHash(number),
        double number => RandomizedHash(BitConverter.DoubleToInt64Bits(number)),
        string or bool or BigInteger => key.GetHashCode(),
        _ => RuntimeHelpers.GetHashCode(key),
    };

    private static int RandomizedHash(long bits) => HashCode.Combine((int)bits, (int)(bits >> 32));
}
