using System.Collections.Frozen;

namespace Speech.Checkpoints.Tensors;

/// <summary>Size and name of element types.</summary>
public static class TensorTypeExtensions
{
    private static readonly FrozenDictionary<TensorType, (string Name, int Size)> Types = new Dictionary<TensorType, (string, int)>
    {
        [TensorType.Bool] = ("BOOL", 1),
        [TensorType.U8] = ("U8", 1),
        [TensorType.I8] = ("I8", 1),
        [TensorType.F8E5M2] = ("F8_E5M2", 1),
        [TensorType.F8E4M3] = ("F8_E4M3", 1),
        [TensorType.F8E8M0] = ("F8_E8M0", 1),
        [TensorType.I16] = ("I16", 2),
        [TensorType.U16] = ("U16", 2),
        [TensorType.F16] = ("F16", 2),
        [TensorType.BF16] = ("BF16", 2),
        [TensorType.I32] = ("I32", 4),
        [TensorType.U32] = ("U32", 4),
        [TensorType.F32] = ("F32", 4),
        [TensorType.F64] = ("F64", 8),
        [TensorType.I64] = ("I64", 8),
        [TensorType.U64] = ("U64", 8),
        [TensorType.C64] = ("C64", 8),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, TensorType> ByName =
        Types.ToFrozenDictionary(type => type.Value.Name, type => type.Key, StringComparer.Ordinal);

    /// <summary>Whether elements are floating-point numbers that 32 bits hold exactly: F32, F16 or BF16.</summary>
    public static bool IsFloat(this TensorType type) => type is TensorType.F32 or TensorType.F16 or TensorType.BF16;

    /// <summary>Size of one element in bytes.</summary>
    public static int Size(this TensorType type) => Types[type].Size;

    /// <summary>Name of the type in a safetensors header.</summary>
    public static string SafetensorsName(this TensorType type) => Types[type].Name;

    internal static bool TryParse(string name, out TensorType type) => ByName.TryGetValue(name, out type);
}
