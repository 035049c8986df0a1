using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Speech.Checkpoints.Pickle;

/// <summary>The bytes of a pickle, from the front to the back. Every length is checked against what is left before anything is allocated.</summary>
internal sealed class PickleInput(byte[] bytes, string file)
{
    private const int MaxNumberBytes = 64, MaxClassName = 1024;
    private int _at;

    public PickleOpcode Opcode() => (PickleOpcode)Byte();

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>Big-endian, as nothing else is.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public byte[] Bytes(ulong length) => Take(length).ToArray();

    public string Text(ulong length) => Encoding.UTF8.GetString(Take(length));

    /// <summary>A byte string of Python 2.</summary>
    public string Latin(ulong length) => Encoding.Latin1.GetString(Take(length));

    public ulong Length8() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A whole number of any size, as a long where it fits.</summary>
    public object Number(uint length)
    {
        if (length > MaxNumberBytes) throw Fault("the pickle holds a number of too many digits.");
        var number = new BigInteger(Take(length));
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    /// <summary>A frame tells how many bytes belong together; all that matters is that they are there.</summary>
    public void Frame()
    {
        if (Length8() > (ulong)(bytes.Length - _at)) throw Fault("the pickle is cut off.");
    }

    /// <summary>A text that a line feed ends.</summary>
    public string Line()
    {
        var rest = bytes.AsSpan(_at);
        var length = rest[..Math.Min(rest.Length, MaxClassName)].IndexOf((byte)'\n');
        if (length < 0) throw Fault("the pickle holds a name that does not end.");
        _at += length + 1;
        return Encoding.UTF8.GetString(rest[..length]);
    }

    public CheckpointException Fault(string fault) => new(file, fault);

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - _at)) throw Fault("the pickle is cut off.");
        var taken = bytes.AsSpan(_at, (int)count);
        _at += (int)count;
        return taken;
    }
}
