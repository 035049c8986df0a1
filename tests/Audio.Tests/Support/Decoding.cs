namespace Speech.Audio.Tests.Support;

internal static class Decoding
{
    /// <summary>Options under which no program can be started: what decodes with them decodes in process.</summary>
    public static AudioOptions InProcess { get; } = new() { FfmpegPath = "a-program-that-nobody-has" };

    public static Task<float[]> AllAsync(byte[] audio, AudioOptions? options = null, RawPcm? raw = null)
        => AllAsync(new MemoryStream(audio), options, raw);

    /// <summary>All samples, the rule on blocks checked on the way.</summary>
    public static async Task<float[]> AllAsync(Stream audio, AudioOptions? options = null, RawPcm? raw = null)
    {
        var samples = new List<float>();
        var decoder = new AudioDecoder(options ?? InProcess);
        await foreach (var block in decoder.DecodeAsync(audio, raw, TestContext.Current.CancellationToken))
        {
            Assert.NotEqual(0, block.Length);
            samples.AddRange(block.Span);
        }
        return [.. samples];
    }
}
