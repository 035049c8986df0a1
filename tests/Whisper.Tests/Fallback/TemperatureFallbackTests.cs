using Speech.Whisper.Decoding;
using Speech.Whisper.Tests.Decoding;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Fallback;

public class TemperatureFallbackTests
{
    private static readonly DecodingOptions Options = new() { Language = "en", MaxNewTokens = 12 };
    private static readonly FallbackOptions Sampling = FallbackOptions.Off with { Temperatures = [0.7] };
    private static readonly List<float[]> SampledClips =
        [.. Enumerable.Range(0, 4).Select(i => Clips.Jfk().AsSpan(i * 25_000, Clips.SmallWindowSamples).ToArray())];
    private static readonly Lazy<Task<List<DecodedWindow>>> SampledAlone = new(SampleAloneAsync);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// The threshold lies among the windows' own values: some are accepted, and some go through every temperature in the same batch.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData("tiny-random-v3-assistant")]
    public async Task Rejected_windows_are_decoded_again_without_affecting_the_others(string? assistant)
    {
        var clips = Enumerable.Range(0, 5)
            .Select(i => i % 3 == 2
                ? Clips.Noise()[..(30_000 + i)] : Clips.Jfk().AsSpan(i * 25_000, Clips.SmallWindowSamples).ToArray()).ToList();
        var options = Options with { Assisted = assistant is not null };
        List<DecodedWindow> plain;
        await using (var tiny = new TinyLoop("tiny-random-v3", capacity: 1, isSmall: true))
            plain = await OneByOneAsync(tiny, clips, Options);
        var threshold = plain.Select(window => window.Best.AverageLogProbability).Order().ElementAt(clips.Count / 2) - 1e-3;
        var fallback = FallbackOptions.Off with { LogProbabilityThreshold = threshold, Temperatures = [0, 0.4, 1] };

        await using var alone = new TinyLoop("tiny-random-v3", capacity: 1, fallback: fallback, isSmall: true);
        await using var together = new TinyLoop("tiny-random-v3", capacity: 3, assistant: assistant, fallback: fallback, isSmall: true);
        var single = await OneByOneAsync(alone, clips, Options);
        var batched = await Task.WhenAll(clips.Select(clip => together.Loop.DecodeAsync(new DecodingRequest(), clip, options, Cancel)));

        for (var i = 0; i < clips.Count; i++)
        {
            Assert.Equal(single[i].Best.Tokens, batched[i].Best.Tokens);
            Assert.Equal((single[i].Best.Temperature, single[i].Attempts), (batched[i].Best.Temperature, batched[i].Attempts));
            if (plain[i].Best.AverageLogProbability >= threshold) Assert.Equal(plain[i].Best.Tokens, batched[i].Best.Tokens);
            else Assert.InRange(batched[i].Attempts, 2, 3);
            Assert.True(batched[i].Best.AverageLogProbability >= plain[i].Best.AverageLogProbability - 1e-4);
        }

        Assert.Contains(batched, window => window.Attempts > 1);
        Assert.Contains(batched, window => window.Attempts == 1);
    }

    [Fact]
    public async Task Attempts_at_different_temperatures_differ_and_are_reproducible()
    {
        var results = new List<IReadOnlyList<int>>();
        foreach (var temperature in new[] { 0, 0.6, 0.6, 1 })
        {
            await using var tiny = new TinyLoop(
                "tiny-random-v3", fallback: FallbackOptions.Off with { Temperatures = [temperature] }, isSmall: true);
            results.Add((await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), Options, Cancel)).Best.Tokens);
        }

        Assert.Equal(results[1], results[2]);
        Assert.NotEqual(results[0], results[1]);
        Assert.NotEqual(results[1], results[3]);
    }

    /// <summary>The law: sampled tokens depend neither on the batch nor on a draft model.</summary>
    [Theory]
    [InlineData(null, 1)]
    [InlineData(null, 4)]
    [InlineData("tiny-random-v3-assistant", 1)]
    [InlineData("tiny-random-v3", 4)]
    public async Task Sampled_tokens_are_the_same_in_any_batch_and_with_any_assistant(string? assistant, int capacity)
    {
        await using var tiny = new TinyLoop("tiny-random-v3", capacity, assistant: assistant, fallback: Sampling, isSmall: true);

        // Windows with and without assistance share the batch.
        var actual = await Task.WhenAll(SampledClips.Select((clip, i)
            => tiny.Loop.DecodeAsync(new DecodingRequest(), clip, Options with { Assisted = assistant is not null && i != 1 }, Cancel)));

        Assert.Equal((await SampledAlone.Value).Select(window => window.Best.Tokens), actual.Select(window => window.Best.Tokens));
    }

    [Fact]
    public async Task Token_times_are_those_of_the_best_attempt()
    {
        var fallback = FallbackOptions.Off with { LogProbabilityThreshold = -1e-6, Temperatures = [0, 0.2, 1] };
        await using var tiny = new TinyLoop("tiny-random-v3", fallback: fallback, isSmall: true);
        var window = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), Options with { TokenTimes = true }, Cancel);
        Assert.Equal(3, window.Attempts);
        Assert.Equal(window.Best.Tokens.Count, window.TokenTimes.Count);
        Assert.All(window.TokenTimes, time => Assert.InRange(time.Start, 0, time.End));
    }

    [Fact]
    public async Task A_window_without_speech_has_no_text()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", fallback: new FallbackOptions { NoSpeechThreshold = 0.2 });
        // With the random weights this clip has a no-speech probability of 0.29 and a mean log-probability of -1.27.
        var window = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), new DecodingOptions { Language = "en" }, Cancel);
        Assert.Empty(window.Best.Tokens);
        Assert.True(window.Best.IsSilenced);
        Assert.Equal(1, window.Attempts);
    }

    [Fact]
    public async Task A_repeated_phrase_ends_the_attempt_and_is_kept_once()
    {
        // All tokens but one are suppressed.
        const int word = 1000;
        DecodingRules OneWord(DecodingRules rules)
            => rules with { Suppress = [.. Enumerable.Range(0, 51_866).Where(id => id != word)], SuppressAtBegin = [] };
        var options = Options with { Timestamps = false, MaxNewTokens = 100 };
        await using var off = new TinyLoop("tiny-random-v3", change: OneWord, isSmall: true);
        Assert.Equal(100, (await off.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), options, Cancel)).Best.Tokens.Count);

        var fallback = FallbackOptions.Off with { MaxRepeats = 10, Temperatures = [0, 1] };
        await using var tiny = new TinyLoop("tiny-random-v3", change: OneWord, fallback: fallback, isSmall: true);
        var window = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), options, Cancel);

        Assert.Equal([word], window.Best.Tokens);
        Assert.Equal((true, 2), (window.Best.HasDroppedRepeats, window.Attempts));
        // The first of the ten tokens comes from the prompt's pass, that of the second attempt from a step.
        Assert.Equal(9 + 10, tiny.Loop.Steps);
    }

    private static async Task<List<DecodedWindow>> SampleAloneAsync()
    {
        await using var alone = new TinyLoop("tiny-random-v3", capacity: 1, fallback: Sampling, isSmall: true);
        return await OneByOneAsync(alone, SampledClips, Options);
    }

    private static async Task<List<DecodedWindow>> OneByOneAsync(TinyLoop tiny, List<float[]> clips, DecodingOptions options)
    {
        var windows = new List<DecodedWindow>();
        foreach (var clip in clips) windows.Add(await tiny.Loop.DecodeAsync(new DecodingRequest(), clip, options, Cancel));
        return windows;
    }
}
