using System.Buffers.Binary;
using Speech.TestSupport;

namespace Speech.Whisper.Tests.Golden;

/// <summary>The audio that the golden data was made from.</summary>
internal static class Clips
{
    public const int WindowSamples = 480_000;

    /// <summary>Length of the windows of a small checkpoint.</summary>
    public const int SmallWindowSamples = 32_000;

    /// <summary>jfk.wav: 16-bit mono; the data chunk is found by its name.</summary>
    public static float[] Jfk()
    {
        var bytes = File.ReadAllBytes(Reference.PathOf("audio", "jfk.wav"));
        var data = bytes.AsSpan().IndexOf("data"u8) + 8;
        var samples = new float[(bytes.Length - data) / 2];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes.AsSpan(data + 2 * i)) / 32768f;
        return samples;
    }

    /// <summary>Noise of a linear congruential generator, as specified in golden/mel/manifest.json.</summary>
    public static float[] Noise()
    {
        var samples = new float[WindowSamples];
        var x = 20250625u;
        for (var i = 0; i < samples.Length; i++)
        {
            x = 1664525u * x + 1013904223u;
            samples[i] = ((int)(x >> 16) - 32768) / 32768f;
        }

        return samples;
    }

    public static float[] Silence() => new float[WindowSamples];

    /// <summary>Seconds 3 to 5 of jfk.wav: one window of a small checkpoint.</summary>
    public static float[] Excerpt() => Jfk()[48_000..80_000];

    public static float[] Named(string name) => name switch
    {
        "jfk" => Jfk(),
        "noise" => Noise(),
        "silence" => Silence(),
        "excerpt2s" => Excerpt(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    /// <summary>Padded with silence to a full window.</summary>
    public static float[] Padded(float[] samples)
    {
        var window = new float[WindowSamples];
        samples.CopyTo(window, 0);
        return window;
    }
}
