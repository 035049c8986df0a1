using System.Buffers.Binary;

namespace Speech.Audio.Pcm;

/// <summary>
/// A little-endian sample format. Implemented by empty structs, so that the JIT compiles a specialised conversion loop for each.
/// </summary>
internal interface ISample
{
    /// <summary>Size of one sample in bytes.</summary>
    static abstract int Size { get; }

    /// <summary>Reads the sample at the start of the bytes; full scale is [-1, 1].</summary>
    static abstract float Read(ReadOnlySpan<byte> bytes);
}

internal readonly struct UInt8Sample : ISample
{
    public static int Size => 1;
    public static float Read(ReadOnlySpan<byte> bytes) => (bytes[0] - 128) / 128f;
}

internal readonly struct Int16Sample : ISample
{
    public static int Size => 2;
    public static float Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f;
}

internal readonly struct Int24Sample : ISample
{
    public static int Size => 3;
    public static float Read(ReadOnlySpan<byte> bytes) => (bytes[0] | bytes[1] << 8 | (sbyte)bytes[2] << 16) / 8388608f;
}

internal readonly struct Int32Sample : ISample
{
    public static int Size => 4;
    public static float Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f;
}

internal readonly struct Float32Sample : ISample
{
    /// <summary>
    /// Above any plausible scale (integers stored as floats reach 2^31), and low enough for sums of squares to be finite.
    /// </summary>
    private const float MaxMagnitude = 1e10f;

    public static int Size => 4;
    public static float Read(ReadOnlySpan<byte> bytes) => Sanitize(BinaryPrimitives.ReadSingleLittleEndian(bytes));

    /// <summary>Replaces NaN and infinity by 0, because they would propagate to all derived values, and clamps the rest.</summary>
    public static float Sanitize(float sample) => float.IsFinite(sample) ? Math.Clamp(sample, -MaxMagnitude, MaxMagnitude) : 0;
}

internal readonly struct Float64Sample : ISample
{
    public static int Size => 8;
    public static float Read(ReadOnlySpan<byte> bytes) => Float32Sample.Sanitize((float)BinaryPrimitives.ReadDoubleLittleEndian(bytes));
}

internal readonly struct ALawSample : ISample
{
    public static int Size => 1;
    public static float Read(ReadOnlySpan<byte> bytes) => G711.ALaw[bytes[0]];
}

internal readonly struct MuLawSample : ISample
{
    public static int Size => 1;
    public static float Read(ReadOnlySpan<byte> bytes) => G711.MuLaw[bytes[0]];
}
