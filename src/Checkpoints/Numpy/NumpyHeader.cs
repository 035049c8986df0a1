using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Tensors;

namespace Speech.Checkpoints.Numpy;

/// <summary>The header of an <c>.npy</c> array, format versions 1 to 3: the text of a Python dictionary in a fixed form.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes of the axes, outermost first.</param>
/// <param name="IsColumnMajor">Whether the elements are in column-major (Fortran) order.</param>
/// <param name="Length">Length of the header in bytes.</param>
internal sealed partial record NumpyHeader(TensorType Type, long[] Shape, bool IsColumnMajor, int Length)
{
    private const int MaxTextLength = 10_000, MaxAxes = 32;

    /// <summary>Length of the elements in bytes; null if it overflows, even if a size is 0.</summary>
    public long? ByteLength
    {
        get
        {
            Int128 length = Type.Size();
            foreach (var size in Shape)
                if ((length *= Math.Max(1, size)) > long.MaxValue) return null;
            return Shape.Contains(0) ? 0 : (long)length;
        }
    }

    /// <exception cref="CheckpointException">The header is malformed, or the element type is not supported.</exception>
    public static NumpyHeader Read(ReadOnlySpan<byte> bytes, string file, string name)
    {
        if (bytes.Length < 12 || !StartsWithMagic(bytes)) throw new CheckpointException(file, "is not a NumPy array.", name);
        var version = bytes[6];
        if (version is < 1 or > 3) throw new CheckpointException(file, "has an unsupported format version.", name);
        var start = version == 1 ? 10 : 12;
        var length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > MaxTextLength || length > bytes.Length - start)
            throw new CheckpointException(file, "has a header that is too long.", name);
        var match = HeaderRegex().Match(Encoding.Latin1.GetString(bytes.Slice(start, (int)length)));
        if (!match.Success || ParseType(match.Groups["type"].Value) is not { } type)
            throw new CheckpointException(file, "has an unsupported header.", name);
        var shape = ParseShape(match.Groups["shape"].Value) ?? throw new CheckpointException(file, "has an invalid shape.", name);
        return new NumpyHeader(type, shape, match.Groups["order"].Value == "True", start + (int)length);
    }

    private static bool StartsWithMagic(ReadOnlySpan<byte> bytes) => bytes[0] == 0x93 && bytes[1..].StartsWith("NUMPY"u8);

    private static TensorType? ParseType(string type) => type switch
    {
        "<f8" => TensorType.F64,
        "<f4" => TensorType.F32,
        "<f2" => TensorType.F16,
        "<i8" => TensorType.I64,
        "<i4" => TensorType.I32,
        "<i2" => TensorType.I16,
        "|i1" => TensorType.I8,
        "|u1" => TensorType.U8,
        "|b1" => TensorType.Bool,
        _ => null,
    };

    private static long[]? ParseShape(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > MaxAxes) return null;
        var shape = new long[parts.Length];
        for (var i = 0; i < shape.Length; i++)
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i])) return null;
        return shape;
    }

    [GeneratedRegex(
        @"^\{'descr': ?'(?<type>[<>|=][a-zA-Z]\d+)', ?'fortran_order': ?(?<order>True|False), ?'shape': ?\((?<shape>[\d, ]*)\),? ?\}\s*$",
        RegexOptions.NonBacktracking)]
    private static partial Regex HeaderRegex();
}
