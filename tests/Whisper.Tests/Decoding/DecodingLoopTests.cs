using Speech.Whisper.Decoding;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Decoding;

public class DecodingLoopTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Windows_decoded_together_say_what_they_say_alone(int capacity)
    {
        var clips = MixedClips();
        var options = clips.Select((_, i) => new DecodingOptions { Language = i % 3 == 0 ? null : "en", Timestamps = i % 4 != 1, MaxNewTokens = 5 + 3 * i }).ToArray();
        await using var tiny = new TinyLoop("tiny-random-v3", capacity);

        var alone = new List<DecodedWindow>();
        for (var i = 0; i < clips.Count; i++) alone.Add(await tiny.Loop.DecodeAsync(clips[i], options[i], Cancel));
        var together = await Task.WhenAll(clips.Select((clip, i) => tiny.Loop.DecodeAsync(clip, options[i], Cancel)));

        for (var i = 0; i < clips.Count; i++)
        {
            Assert.Equal(alone[i].Tokens, together[i].Tokens);
            Assert.Equal(alone[i].Language, together[i].Language);
            Assert.Equal(alone[i].AverageLogProbability, together[i].AverageLogProbability, 1e-4);
        }
    }

    [Fact]
    public async Task A_cancelled_window_leaves_and_the_others_go_on()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", capacity: 4);
        var expected = await tiny.Loop.DecodeAsync(Clips.Jfk(), new DecodingOptions(), Cancel);
        using var gone = new CancellationTokenSource();
        var others = Enumerable.Range(0, 6).Select(_ => tiny.Loop.DecodeAsync(Clips.Jfk(), new DecodingOptions(), Cancel)).ToArray();
        var cancelled = Enumerable.Range(0, 6).Select(_ => tiny.Loop.DecodeAsync(Clips.Noise(), new DecodingOptions(), gone.Token)).ToArray();

        await gone.CancelAsync();

        foreach (var window in cancelled) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => window);
        foreach (var window in others) Assert.Equal(expected.Tokens, (await window).Tokens);
    }

    [Fact]
    public async Task A_window_cancelled_before_it_begins_is_never_decoded()
    {
        await using var tiny = new TinyLoop("tiny-random-v3");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => tiny.Loop.DecodeAsync(Clips.Jfk(), new DecodingOptions(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Unloading_cancels_what_is_under_way()
    {
        var tiny = new TinyLoop("tiny-random-v3");
        var windows = Enumerable.Range(0, 5).Select(_ => tiny.Loop.DecodeAsync(Clips.Jfk(), new DecodingOptions(), Cancel)).ToArray();
        await tiny.DisposeAsync();
        foreach (var window in windows) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => window);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => tiny.Loop.DecodeAsync(Clips.Jfk(), new DecodingOptions(), Cancel));
    }

    [Fact]
    public async Task A_window_that_fails_fails_alone()
    {
        await using var tiny = new TinyLoop("tiny-random-v3");
        var good = tiny.Loop.DecodeAsync(Clips.Jfk(), new DecodingOptions(), Cancel);
        // Longer than a window: the encoder refuses it.
        await Assert.ThrowsAsync<ArgumentException>(() => tiny.Loop.DecodeAsync(new float[500_000], new DecodingOptions(), Cancel));
        Assert.NotEmpty((await good).Tokens);
    }

    /// <summary>20 clips of 0.1 to 30 seconds.</summary>
    private static List<float[]> MixedClips()
    {
        var random = new Random(3);
        float[] source = [.. Clips.Jfk(), .. Clips.Noise(), .. Clips.Jfk()];
        return [.. Enumerable.Range(0, 20).Select(_ =>
        {
            var length = random.Next(1_600, Clips.WindowSamples);
            return source.AsSpan(random.Next(0, source.Length - length), length).ToArray();
        })];
    }
}
