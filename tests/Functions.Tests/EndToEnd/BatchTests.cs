using Speech.Functions.Tests.EndToEnd.Support;

namespace Speech.Functions.Tests.EndToEnd;

/// <summary>Batching affects the duration of a request only, not its transcript.</summary>
public sealed class BatchTests(RealEndpoint real) : IClassFixture<RealEndpoint>
{
    [Fact]
    public async Task Clips_of_all_lengths_give_the_same_text_alone_and_batched()
    {
        var clips = Clips();
        var alone = new List<Transcript>();
        foreach (var clip in clips) alone.Add(await TranscribeAsync(clip, batchSize: 1));
        // Clips with equal transcripts would prove nothing.
        Assert.Equal(clips.Count, alone.Select(transcript => string.Join('|', transcript.Chunks)).Distinct().Count());

        foreach (var batchSize in new[] { 3, 24 })
            for (var number = 0; number < clips.Count; number++)
                if (clips[number].Seconds > 30)
                    AssertSame(alone[number], await TranscribeAsync(
                        clips[number], batchSize), $"clip {number} with batch_size {batchSize}");

        var together = await Task.WhenAll(
            clips.Select((clip, number) => TranscribeAsync(clip, batchSize: (number % 3) switch { 0 => 1, 1 => 3, _ => 24 })));
        for (var number = 0; number < clips.Count; number++) AssertSame(alone[number], together[number], $"clip {number} among the others");
    }

    /// <summary>Clips of 0.2 to 40 seconds, each with its own start.</summary>
    private static List<Recording> Clips()
    {
        var speech = Recording.Join(Recording.Jfk, Recording.Meetings);
        return [.. Enumerable.Range(0, 12).Select(number => speech.From((11 - number) * 3.4, 0.2 * Math.Pow(40 / 0.2, number / 11.0)))];
    }

    private async Task<Transcript> TranscribeAsync(Recording clip, int batchSize)
        => Transcript.Of(await real.Endpoint.PostAsync(clip.Wav, "audio/wav", $"/?batch_size={batchSize}"), clip.Seconds);

    private static void AssertSame(Transcript expected, Transcript actual, string what)
    {
        Assert.True(expected.Text == actual.Text, $"{what}: \"{actual.Text}\" instead of \"{expected.Text}\"");
        Assert.Equal(expected.Chunks, actual.Chunks);
    }
}
