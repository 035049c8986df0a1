using System.Numerics;

namespace Speech.Checkpoints.Pickle;

/// <summary>Compares keys of maps: texts and numbers by value, anything else by identity. A tuple of tuples of tuples would take forever to compare.</summary>
internal sealed class PlainKeys : IEqualityComparer<object>
{
    /// <summary>Stands for Python's <c>None</c> as a key.</summary>
    public static readonly object None = DBNull.Value;

    public static PlainKeys Instance { get; } = new();

    public static Dictionary<object, object?> NewMap() => new(Instance);

    bool IEqualityComparer<object>.Equals(object? x, object? y) => ReferenceEquals(x, y) || (x is string or long or double or bool or BigInteger && x.Equals(y));

    // Numbers that were chosen to collide must not: their hash is salted, as that of texts is. Half by half, since a long's own hash already mixes its halves.
    public int GetHashCode(object key) => key switch
    {
        long number => Salted(number),
        double number => Salted(BitConverter.DoubleToInt64Bits(number)),
        string or bool or BigInteger => key.GetHashCode(),
        _ => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key),
    };

    private static int Salted(long bits) => HashCode.Combine((int)bits, (int)(bits >> 32));
}
