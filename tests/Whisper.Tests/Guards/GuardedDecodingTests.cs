using Speech.Whisper.Decoding;
using Speech.Whisper.Tests.Decoding;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Guards;

public class GuardedDecodingTests
{
    private static readonly DecodingOptions s_options = new() { Language = "en", MaxNewTokens = 12 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The threshold lies among the windows' own figures: some are believed and some go through every temperature, side by side.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("tiny-random-v3-assistant")]
    public async Task Doubted_windows_are_decoded_again_and_disturb_nobody(string? assistant)
    {
        var clips = Enumerable.Range(0, 5).Select(i => i % 3 == 2 ? Clips.Noise()[..(100_000 + i)] : Clips.Jfk().AsSpan(i * 7_000, 80_000).ToArray()).ToList();
        var options = s_options with { Assisted = assistant is not null };
        List<DecodedWindow> plain;
        await using (var tiny = new TinyLoop("tiny-random-v3", capacity: 1)) plain = await OneByOneAsync(tiny, clips, s_options);
        var limit = plain.Select(window => window.AverageLogProbability).Order().ElementAt(clips.Count / 2) - 1e-3;
        var guards = GuardOptions.Off with { LogProbability = limit, Temperatures = [0, 0.4, 1] };

        await using var alone = new TinyLoop("tiny-random-v3", capacity: 1, guards: guards);
        await using var together = new TinyLoop("tiny-random-v3", capacity: 3, assistant: assistant, guards: guards);
        var single = await OneByOneAsync(alone, clips, s_options);
        var batched = await Task.WhenAll(clips.Select(clip => together.Loop.DecodeAsync(new DecodingRequest(), clip, options, Cancel)));

        for (var i = 0; i < clips.Count; i++)
        {
            Assert.Equal(single[i].Tokens, batched[i].Tokens);
            Assert.Equal((single[i].Temperature, single[i].Attempts), (batched[i].Temperature, batched[i].Attempts));
            if (plain[i].AverageLogProbability >= limit) Assert.Equal(plain[i].Tokens, batched[i].Tokens);
            else Assert.InRange(batched[i].Attempts, 2, 3);
            Assert.True(batched[i].AverageLogProbability >= plain[i].AverageLogProbability - 1e-4);
        }

        Assert.Contains(batched, window => window.Attempts > 1);
        Assert.Contains(batched, window => window.Attempts == 1);
    }

    [Fact]
    public async Task Every_attempt_at_a_temperature_differs_and_repeats_itself_next_time()
    {
        var said = new List<IReadOnlyList<int>>();
        foreach (var temperature in new[] { 0, 0.6, 0.6, 1 })
        {
            await using var tiny = new TinyLoop("tiny-random-v3", guards: GuardOptions.Off with { Temperatures = [temperature] });
            said.Add((await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), s_options, Cancel)).Tokens);
        }

        Assert.Equal(said[1], said[2]);
        Assert.NotEqual(said[0], said[1]);
        Assert.NotEqual(said[1], said[3]);
    }

    [Fact]
    public async Task Token_times_are_those_of_the_attempt_that_stands()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", guards: GuardOptions.Off with { LogProbability = -1e-6, Temperatures = [0, 0.2, 1] });
        var window = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), s_options with { TokenTimes = true }, Cancel);
        Assert.Equal(3, window.Attempts);
        Assert.Equal(window.Tokens.Count, window.TokenTimes.Count);
        Assert.All(window.TokenTimes, time => Assert.InRange(time.Start, 0, time.End));
    }

    [Fact]
    public async Task A_window_without_speech_says_nothing()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", guards: new GuardOptions { NoSpeech = 0.2 });
        // The random weights say of this clip: no speech 0.29, mean log-probability -1.27.
        var window = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), new DecodingOptions { Language = "en" }, Cancel);
        Assert.Empty(window.Tokens);
        Assert.True(window.IsSilenced);
        Assert.Equal(1, window.Attempts);
    }

    [Fact]
    public async Task A_loop_ends_the_attempt_and_is_kept_once()
    {
        // Nothing but one word is left to say, for ever.
        const int word = 1000;
        DecodingRules OneWord(DecodingRules rules) => rules with { Suppress = [.. Enumerable.Range(0, 51_866).Where(id => id != word)], SuppressAtBegin = [] };
        var options = s_options with { Timestamps = false, MaxNewTokens = 100 };
        await using var off = new TinyLoop("tiny-random-v3", change: OneWord);
        Assert.Equal(100, (await off.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), options, Cancel)).Tokens.Count);

        await using var tiny = new TinyLoop("tiny-random-v3", change: OneWord, guards: GuardOptions.Off with { Repeats = 10, Temperatures = [0, 1] });
        var window = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), options, Cancel);

        Assert.Equal([word], window.Tokens);
        Assert.Equal((true, 2), (window.IsCut, window.Attempts));
        // The first of the ten comes with the first pass, that of the second attempt with a step.
        Assert.Equal(9 + 10, tiny.Loop.Steps);
    }

    private static async Task<List<DecodedWindow>> OneByOneAsync(TinyLoop tiny, List<float[]> clips, DecodingOptions options)
    {
        var windows = new List<DecodedWindow>();
        foreach (var clip in clips) windows.Add(await tiny.Loop.DecodeAsync(new DecodingRequest(), clip, options, Cancel));
        return windows;
    }
}
