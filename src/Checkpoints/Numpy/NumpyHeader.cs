using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Speech.Checkpoints.Numpy;

/// <summary>The header of an <c>.npy</c> array, format 1 to 3: a Python dictionary as a text of fixed form.</summary>
internal sealed partial record NumpyHeader(TensorType Type, long[] Shape, bool IsColumnMajor, int Length)
{
    private const int MaxText = 10_000, MaxAxes = 32;

    /// <summary>Bytes of the elements; null where they are more than can be. A size of 0 does not excuse the others.</summary>
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

    /// <exception cref="CheckpointException">It is malformed, or of a type of element that is not read.</exception>
    public static NumpyHeader Read(ReadOnlySpan<byte> bytes, string file, string name)
    {
        if (bytes.Length < 12 || !StartsWithMagic(bytes)) throw new CheckpointException(file, "is no NumPy array.", name);
        var isShort = bytes[6] == 1;
        if (bytes[6] is < 1 or > 3) throw new CheckpointException(file, "is of a version of the format that is not read.", name);
        var start = isShort ? 10 : 12;
        var length = isShort ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > MaxText || length > bytes.Length - start) throw new CheckpointException(file, "has a header that is too long.", name);
        var match = Form().Match(Encoding.Latin1.GetString(bytes.Slice(start, (int)length)));
        if (!match.Success || TypeOf(match.Groups["type"].Value) is not { } type) throw new CheckpointException(file, "has a header that is not read.", name);
        var shape = ShapeOf(match.Groups["shape"].Value) ?? throw new CheckpointException(file, "has an impossible shape.", name);
        return new NumpyHeader(type, shape, match.Groups["order"].Value == "True", start + (int)length);
    }

    private static bool StartsWithMagic(ReadOnlySpan<byte> bytes) => bytes[0] == 0x93 && bytes[1..].StartsWith("NUMPY"u8);

    private static TensorType? TypeOf(string type) => type switch
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

    private static long[]? ShapeOf(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > MaxAxes) return null;
        var shape = new long[parts.Length];
        for (var i = 0; i < shape.Length; i++)
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i])) return null;
        return shape;
    }

    [GeneratedRegex(@"^\{'descr': ?'(?<type>[<>|=][a-zA-Z]\d+)', ?'fortran_order': ?(?<order>True|False), ?'shape': ?\((?<shape>[\d, ]*)\),? ?\}\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
