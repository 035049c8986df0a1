using Speech.TestSupport;

namespace Speech.Chaos.Support;

/// <summary>Settings of models that cost little.</summary>
internal static class Models
{
    private const int SampleRate = 16_000, MaxHeaderLength = 100;

    /// <summary>A network of random weights: its text has no meaning, and takes no time.</summary>
    /// <param name="folder">Receives the model.</param>
    public static (string Name, string Value)[] Tiny(TempFolder folder)
    {
        TinyCheckpoint.CopySmallTo(folder.Path);
        return
        [
            ("ASR_MODEL", folder.Path), ("DIARIZATION_MODEL", "none"), ("VAD_FILTER", "false"), ("NUM_BEAMS", "1"), ("PRECISION", "fp32"),
            ("TEMPERATURE_FALLBACK", "false"), ("THREADS", "1"),
        ];
    }

    /// <summary>The small trained models; all other settings are the defaults.</summary>
    public static (string Name, string Value)[] Demo =>
    [
        ("ASR_MODEL", RepositoryFolder.PathOf("tests", "Demo", "models", "demo")),
        ("DIARIZATION_MODEL", RepositoryFolder.PathOf("tests", "Demo", "models", "demo-diarization")),
    ];

    /// <summary>A recording of speech.</summary>
    public static byte[] English => File.ReadAllBytes(RepositoryFolder.PathOf("tests", "Demo", "samples", "english.wav"));

    /// <summary>Recordings of speech in several languages.</summary>
    public static IReadOnlyList<byte[]> Recordings { get; } =
    [
        .. new[] { RepositoryFolder.PathOf("tests", "Demo", "samples"), RepositoryFolder.PathOf("src", "BuiltIn", "samples") }
            .SelectMany(folder => Directory.GetFiles(folder, "*.wav").Order()).Select(File.ReadAllBytes),
    ];

    /// <summary>Noise, as WAV.</summary>
    /// <param name="seed">Of the noise.</param>
    /// <param name="seconds">Its length.</param>
    public static byte[] Noise(int seed, double seconds)
    {
        var samples = new byte[2 * (int)(seconds * SampleRate)];
        new Random(seed).NextBytes(samples);
        return Wave(samples);
    }

    /// <summary>A part of <see cref="English"/>.</summary>
    /// <param name="start">Its start in seconds.</param>
    /// <param name="seconds">Its length.</param>
    public static byte[] Clip(double start, double seconds) => Wave(Part(English, start, seconds));

    /// <summary>Parts of recordings, with pauses of 0 to 20 s before each.</summary>
    /// <param name="recordings">WAV files of speech.</param>
    /// <param name="random">Chooses them, the parts and the pauses.</param>
    public static byte[] Splice(IReadOnlyList<byte[]> recordings, Random random)
    {
        var samples = new List<byte>();
        for (var parts = random.Next(2, 5); parts > 0; parts--)
        {
            samples.AddRange(new byte[2 * (int)(20 * SampleRate * random.NextDouble())]);
            var length = 2 + 6 * random.NextDouble();
            var recording = recordings[random.Next(recordings.Count)];
            var seconds = (recording.Length - MaxHeaderLength) / (2.0 * SampleRate);
            samples.AddRange(Part(recording, (seconds - length) * random.NextDouble(), length));
        }
        return Wave([.. samples]);
    }

    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> wav, double start, double seconds)
        => wav.Slice(wav.IndexOf("data"u8) + 8 + 2 * (int)(start * SampleRate), 2 * (int)(seconds * SampleRate));

    private static byte[] Wave(ReadOnlySpan<byte> samples)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(36 + samples.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(SampleRate);
        writer.Write(2 * SampleRate);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(samples.Length);
        writer.Write(samples);
        return file.ToArray();
    }
}
