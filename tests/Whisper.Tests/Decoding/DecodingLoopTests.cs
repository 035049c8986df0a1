using Speech.Whisper.Decoding;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Decoding;

public class DecodingLoopTests
{
    private static readonly List<(float[] Samples, DecodingOptions Options)> MixedWindows = CreateMixedWindows();
    private static readonly Lazy<Task<List<DecodedWindow>>> MixedWindowsAlone = new(DecodeAloneAsync);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(7, 1)]
    [InlineData(7, 8)]
    public async Task Windows_decoded_together_have_the_same_tokens_as_alone(int capacity, int maxEncoderWindows)
    {
        await using var tiny = new TinyLoop("tiny-random-v3", capacity, maxEncoderWindows: maxEncoderWindows, isSmall: true);

        var together = await Task.WhenAll(
            MixedWindows.Select(window => tiny.Loop.DecodeAsync(new DecodingRequest(), window.Samples, window.Options, Cancel)));

        foreach (var (expected, actual) in (await MixedWindowsAlone.Value).Zip(together))
        {
            Assert.Equal(expected.Best.Tokens, actual.Best.Tokens);
            Assert.Equal(expected.Language, actual.Language);
            Assert.Equal(expected.Best.AverageLogProbability, actual.Best.AverageLogProbability, 1e-4);
        }
    }

    [Fact]
    public async Task A_cancelled_window_leaves_the_batch_and_the_others_go_on()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", capacity: 4, change: WithoutEnd, isSmall: true);
        var limited = new DecodingOptions { MaxNewTokens = 20 };
        var expected = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), limited, Cancel);
        using var cancellation = new CancellationTokenSource();
        var others = Enumerable.Range(0, 6)
            .Select(_ => tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), limited, Cancel)).ToArray();
        var cancelled = Enumerable.Range(0, 6)
            .Select(_ => tiny.Loop.DecodeAsync(
                new DecodingRequest(), Clips.Excerpt(), new DecodingOptions(), cancellation.Token)).ToArray();

        await cancellation.CancelAsync();

        foreach (var window in cancelled) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => window);
        foreach (var window in others) Assert.Equal(expected.Best.Tokens, (await window).Best.Tokens);
    }

    [Fact]
    public async Task A_window_cancelled_before_it_begins_is_never_decoded()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", isSmall: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => tiny.Loop.DecodeAsync(
                new DecodingRequest(), Clips.Excerpt(), new DecodingOptions(), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Disposal_cancels_running_windows()
    {
        var tiny = new TinyLoop("tiny-random-v3", change: WithoutEnd, isSmall: true);
        var windows = Enumerable.Range(0, 5)
            .Select(_ => tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), new DecodingOptions(), Cancel)).ToArray();
        await tiny.DisposeAsync();
        foreach (var window in windows) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => window);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), new DecodingOptions(), Cancel));
    }

    [Fact]
    public async Task A_failed_window_does_not_affect_the_others()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", isSmall: true);
        var good = tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), new DecodingOptions(), Cancel);
        // Longer than a window.
        await Assert.ThrowsAsync<ArgumentException>(
            () => tiny.Loop.DecodeAsync(new DecodingRequest(), new float[40_000], new DecodingOptions(), Cancel));
        Assert.NotEmpty((await good).Best.Tokens);
    }

    [Fact]
    public async Task A_cancelled_window_is_not_decoded_further()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", change: WithoutEnd);
        using var cancellation = new CancellationTokenSource();
        var english = new DecodingOptions { Language = "en" };
        var endless = tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), english, cancellation.Token);
        SpinWait.SpinUntil(() => tiny.Loop.Steps > 3 || Cancel.IsCancellationRequested);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);
        await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), english with { MaxNewTokens = 2 }, Cancel);
        Assert.InRange(tiny.Loop.Steps, 4, 400);
    }

    [Fact]
    public async Task A_failed_allocation_fails_the_window_but_not_the_next_one()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", failFirstCache: true, isSmall: true);
        await Assert.ThrowsAsync<InsufficientMemoryException>(
            () => tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), new DecodingOptions(), Cancel));
        Assert.NotEmpty((await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), new DecodingOptions(), Cancel)).Best.Tokens);
    }

    [Fact]
    public async Task A_window_with_NaN_fails_alone_and_leaves_nothing_in_the_cache()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", capacity: 4, isSmall: true);
        var expected = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), new DecodingOptions(), Cancel);
        var broken = new float[Clips.SmallWindowSamples];
        broken[1000] = float.NaN;
        var windows = Enumerable.Range(0, 12)
            .Select(i => tiny.Loop.DecodeAsync(new DecodingRequest(), i % 3 == 1 ? broken : Clips.Excerpt(), new DecodingOptions(), Cancel))
            .ToList();
        for (var i = 0; i < windows.Count; i++)
        {
            if (i % 3 == 1) await Assert.ThrowsAsync<InvalidOperationException>(() => windows[i]);
            else Assert.Equal(expected.Best.Tokens, (await windows[i]).Best.Tokens);
        }
    }

    [Fact]
    public async Task Requests_take_turns()
    {
        const int count = 40;
        await using var tiny = new TinyLoop("tiny-random-v3", capacity: 1, isSmall: true);
        var (many, one, clip) = (new DecodingRequest(), new DecodingRequest(), Clips.Excerpt());
        var finished = new List<string>();
        var options = new DecodingOptions { Language = "en", MaxNewTokens = 3 };
        var windows = Enumerable.Range(0, count).Select(_ => DecodeAsync(many, "many")).ToList();
        windows.Add(DecodeAsync(one, "one"));
        await Task.WhenAll(windows);
        // Windows that were being decoded go first, but not all of them.
        Assert.InRange(finished.IndexOf("one"), 0, count / 2);

        async Task DecodeAsync(DecodingRequest request, string name)
        {
            await tiny.Loop.DecodeAsync(request, clip, options, Cancel);
            lock (finished) finished.Add(name);
        }
    }

    /// <summary>Without an end of text a sequence grows to the limit of 445 tokens.</summary>
    private static DecodingRules WithoutEnd(DecodingRules rules) => rules with { Suppress = [.. rules.Suppress, rules.Tokens.EndOfText] };

    /// <summary>12 clips of 0.1 to 2 seconds, with different languages, timestamps and limits.</summary>
    private static List<(float[], DecodingOptions)> CreateMixedWindows()
    {
        var random = new Random(3);
        float[] source = [.. Clips.Jfk(), .. Clips.Noise(), .. Clips.Jfk()];
        return [.. Enumerable.Range(0, 12).Select(i =>
        {
            var length = random.Next(1_600, Clips.SmallWindowSamples);
            var samples = source.AsSpan(random.Next(0, source.Length - length), length).ToArray();
            var language = i % 3 == 0 ? null : "en";
            return (samples, new DecodingOptions { Language = language, Timestamps = i % 4 != 1, MaxNewTokens = 5 + 3 * i });
        })];
    }

    private static async Task<List<DecodedWindow>> DecodeAloneAsync()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", capacity: 1, isSmall: true);
        var alone = new List<DecodedWindow>();
        foreach (var (samples, options) in MixedWindows)
            alone.Add(await tiny.Loop.DecodeAsync(new DecodingRequest(), samples, options, CancellationToken.None));
        return alone;
    }
}
