using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Speech.Checkpoints.Errors;

namespace Speech.Checkpoints.Pickle;

/// <summary>
/// Reads the bytes of a pickle in order. Every length is checked against the remaining bytes before anything is allocated.
/// </summary>
internal sealed class PickleBuffer(byte[] bytes, string file)
{
    private const int MaxIntegerBytes = 64, MaxLineLength = 1024;
    private int _position;

    public PickleOpcode ReadOpcode() => (PickleOpcode)ReadByte();

    public byte ReadByte() => Take(1)[0];

    public int ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads a double, the only big-endian value of the format.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public byte[] ReadBytes(ulong length) => Take(length).ToArray();

    public string ReadUtf8(ulong length) => Encoding.UTF8.GetString(Take(length));

    /// <summary>Reads a byte string of Python 2 as text.</summary>
    public string ReadLatin1(ulong length) => Encoding.Latin1.GetString(Take(length));

    /// <summary>Reads an integer of any length: a long if it fits, otherwise a <see cref="BigInteger"/>.</summary>
    public object ReadInteger(uint length)
    {
        if (length > MaxIntegerBytes) throw Fault("the pickle has an integer with too many digits.");
        var number = new BigInteger(Take(length));
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    /// <summary>Skips a frame header; the frame must be within the pickle.</summary>
    public void SkipFrameHeader()
    {
        if (ReadUInt64() > (ulong)(bytes.Length - _position)) throw Truncated();
    }

    /// <summary>Reads text up to a line feed, at most 1,024 bytes.</summary>
    public string ReadLine()
    {
        var remaining = bytes.AsSpan(_position);
        var length = remaining[..Math.Min(remaining.Length, MaxLineLength)].IndexOf((byte)'\n');
        if (length < 0) throw Fault("the pickle has an unterminated name.");
        _position += length + 1;
        return Encoding.UTF8.GetString(remaining[..length]);
    }

    public CheckpointException Fault(string fault) => new(file, fault);

    private CheckpointException Truncated() => Fault("the pickle is truncated.");

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - _position)) throw Truncated();
        var taken = bytes.AsSpan(_position, (int)count);
        _position += (int)count;
        return taken;
    }
}
