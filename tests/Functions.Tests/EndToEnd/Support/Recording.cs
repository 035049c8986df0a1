using System.Runtime.InteropServices;
using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>Speech at 16 kHz, mono, 16 bits, to be cut and joined.</summary>
/// <param name="Samples">The samples.</param>
internal sealed record Recording(short[] Samples)
{
    private const int Rate = 16_000;

    /// <summary>Eleven seconds; the audio of the golden numbers.</summary>
    public static Recording Jfk => Load("jfk.wav");

    public static Recording Silence(double seconds) => new(new short[(int)(seconds * Rate)]);

    public double Seconds => (double)Samples.Length / Rate;

    public byte[] Wav => Wave.File(Samples);

    /// <summary>A file of the reference data; it is little-endian like the machines that this runs on.</summary>
    public static Recording Load(params string[] file)
    {
        var bytes = File.ReadAllBytes(Reference.PathOf(["audio", .. file]));
        var data = bytes.AsSpan(bytes.AsSpan().IndexOf("data"u8) + 8);
        return new(MemoryMarshal.Cast<byte, short>(data[..(data.Length & ~1)]).ToArray());
    }

    /// <summary>Four minutes of people in meetings, a minute each.</summary>
    public static Recording[] Meetings => [Load("ami", "dev00.wav"), Load("ami", "dev01.wav"), Load("ami", "trn01.wav"), Load("ami", "trn02.wav")];

    public Recording From(double seconds, double length)
    {
        var start = (int)(seconds * Rate);
        return new(Samples[start..Math.Min(Samples.Length, start + (int)(length * Rate))]);
    }

    public Recording Times(int count) => new([.. Enumerable.Repeat(Samples, count).SelectMany(samples => samples)]);
}
