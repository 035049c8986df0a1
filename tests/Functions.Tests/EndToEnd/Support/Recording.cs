using System.Runtime.InteropServices;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>Speech at 16 kHz, mono, 16 bits, for cutting and joining.</summary>
/// <param name="Samples">The samples.</param>
internal sealed record Recording(short[] Samples)
{
    private const int Rate = 16_000;

    /// <summary>Eleven seconds; the audio of the golden numbers.</summary>
    public static Recording Jfk => Load("jfk.wav");

    public static Recording Silence(double seconds) => new(new short[(int)(seconds * Rate)]);

    public double Seconds => (double)Samples.Length / Rate;

    public byte[] Wav => Wave.File(Samples);

    /// <summary>One minute of several people: 30 seconds of a meeting and 30 of a conversation.</summary>
    public static Recording Meetings => Join(Load("ami", "dev00.wav"), Load("pyannote-sample.wav"));

    /// <summary>A file of the reference data: 16 kHz, mono, 16 bits or float, little-endian.</summary>
    public static Recording Load(params string[] file) => Of(File.ReadAllBytes(Reference.PathOf(["audio", .. file])));

    /// <summary>A WAV file of the same format.</summary>
    public static Recording Of(byte[] wav)
    {
        var bytes = wav.AsSpan();
        var format = bytes[bytes.IndexOf("fmt "u8)..];
        var data = bytes[(bytes.IndexOf("data"u8) + 8)..];
        return new(format[8] == 1 ? Whole<short>(data).ToArray() : Rounded(Whole<float>(data)));
    }

    public static Recording Join(params Recording[] parts) => new([.. parts.SelectMany(part => part.Samples)]);

    public Recording From(double seconds, double length)
    {
        var start = (int)(seconds * Rate);
        return new(Samples[start..Math.Min(Samples.Length, start + (int)(length * Rate))]);
    }

    public Recording Times(int count) => Join([.. Enumerable.Repeat(this, count)]);

    private static ReadOnlySpan<T> Whole<T>(Span<byte> data) where T : unmanaged => MemoryMarshal.Cast<byte, T>(data[..(data.Length & ~3)]);

    private static short[] Rounded(ReadOnlySpan<float> samples)
    {
        var rounded = new short[samples.Length];
        for (var at = 0; at < rounded.Length; at++) rounded[at] = (short)Math.Clamp(
            MathF.Round(samples[at] * 32_768), short.MinValue, short.MaxValue);
        return rounded;
    }
}
