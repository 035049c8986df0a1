using System.Buffers.Binary;
using System.Text;

namespace Speech.Checkpoints.Tests.Support;

/// <summary>Opcodes of a pickle with their arguments, to be concatenated.</summary>
internal static class PickleBytes
{
    public static readonly byte[] Start = [0x80, 2], Mark = "("u8.ToArray(), Reduce = "R"u8.ToArray(), TupleEnd = "t"u8.ToArray(),
        EmptyTuple = ")"u8.ToArray(),
        EmptyDict = "}"u8.ToArray(), EmptyList = "]"u8.ToArray(), SetItem = "s"u8.ToArray(), SetItems = "u"u8.ToArray(),
            Build = "b"u8.ToArray(), NewObj = [0x81],
        Persistent = "Q"u8.ToArray(), False = [0x89], None = "N"u8.ToArray(), Append = "a"u8.ToArray(), Appends = "e"u8.ToArray(),
            Stop = "."u8.ToArray();

    public static byte[] Of(params byte[][] steps) => [.. steps.SelectMany(step => step)];

    public static byte[] Text(string text) =>
        [(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Int(int value) => [(byte)'J', .. BitConverter.GetBytes(value)];

    public static byte[] Long(long value) => [0x8a, 8, .. BitConverter.GetBytes(value)];

    public static byte[] Double(double value)
    {
        var bytes = new byte[9];
        bytes[0] = (byte)'G';
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    public static byte[] Global(string module, string name) => Encoding.UTF8.GetBytes($"c{module}\n{name}\n");

    public static byte[] Put(int key) => [(byte)'r', .. BitConverter.GetBytes(key)];

    public static byte[] Get(int key) => [(byte)'j', .. BitConverter.GetBytes(key)];

    public static byte[] Shape(params long[] sizes) => Of([Mark, .. sizes.Select(Long), TupleEnd]);

    /// <summary>A tensor as written by <c>torch.save</c>.</summary>
    public static byte[] Tensor(string storage, string key, long count, long offset, long[] shape, long[] strides) => Of(
        Global("torch._utils", "_rebuild_tensor_v2"), Mark,
        Mark, Text("storage"), Global("torch", storage), Text(key), Text("cpu"), Long(count), TupleEnd, Persistent,
        Long(offset), Shape(shape), Shape(strides), False, Global("collections", "OrderedDict"), EmptyTuple, Reduce, TupleEnd, Reduce);

    /// <summary>A dictionary with string keys.</summary>
    public static byte[] Map(params (string Key, byte[] Value)[] items) =>
        Of([EmptyDict, Mark, .. items.SelectMany(item => new[] { Text(item.Key), item.Value }), SetItems]);

    public static byte[] Whole(byte[] value) => Of(Start, value, Stop);
}
