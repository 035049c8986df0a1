using System.Buffers.Binary;

namespace Speech.Audio.Pcm;

/// <summary>One way to write a sample, little-endian. Implemented by empty structs, so that each conversion loop is compiled for its own.</summary>
internal interface ISample
{
    static abstract int Bytes { get; }

    /// <summary>The sample at the start of the bytes; full scale is [-1, 1].</summary>
    static abstract float Read(ReadOnlySpan<byte> from);
}

internal readonly struct UInt8Sample : ISample
{
    public static int Bytes => 1;
    public static float Read(ReadOnlySpan<byte> from) => (from[0] - 128) / 128f;
}

internal readonly struct Int16Sample : ISample
{
    public static int Bytes => 2;
    public static float Read(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadInt16LittleEndian(from) / 32768f;
}

internal readonly struct Int24Sample : ISample
{
    public static int Bytes => 3;
    public static float Read(ReadOnlySpan<byte> from) => (from[0] | from[1] << 8 | (sbyte)from[2] << 16) / 8388608f;
}

internal readonly struct Int32Sample : ISample
{
    public static int Bytes => 4;
    public static float Read(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadInt32LittleEndian(from) / 2147483648f;
}

internal readonly struct Float32Sample : ISample
{
    /// <summary>Beyond any real scale (integers kept as floats reach 2^31), and small enough that sums of squares stay finite.</summary>
    private const float Largest = 1e10f;

    public static int Bytes => 4;
    public static float Read(ReadOnlySpan<byte> from) => Harmless(BinaryPrimitives.ReadSingleLittleEndian(from));

    /// <summary>One NaN would spread over everything computed from it.</summary>
    public static float Harmless(float sample) => float.IsFinite(sample) ? Math.Clamp(sample, -Largest, Largest) : 0;
}

internal readonly struct Float64Sample : ISample
{
    public static int Bytes => 8;
    public static float Read(ReadOnlySpan<byte> from) => Float32Sample.Harmless((float)BinaryPrimitives.ReadDoubleLittleEndian(from));
}

internal readonly struct ALawSample : ISample
{
    public static int Bytes => 1;
    public static float Read(ReadOnlySpan<byte> from) => Companding.ALaw[from[0]];
}

internal readonly struct MuLawSample : ISample
{
    public static int Bytes => 1;
    public static float Read(ReadOnlySpan<byte> from) => Companding.MuLaw[from[0]];
}
