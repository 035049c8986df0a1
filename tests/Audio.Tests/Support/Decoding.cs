namespace Speech.Audio.Tests.Support;

internal static class Decoding
{
    /// <summary>Options with a missing ffmpeg: only formats that are decoded in process work.</summary>
    public static AudioOptions InProcess { get; } = new() { FfmpegPath = "missing-ffmpeg" };

    public static Task<float[]> AllAsync(byte[] audio, AudioOptions? options = null, RawPcm? raw = null)
        => AllAsync(new MemoryStream(audio), options, raw);

    /// <summary>Returns all samples, and asserts that no block is empty.</summary>
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
