using Speech.TestSupport;
using Speech.Whisper.Decoding;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;
using Speech.Whisper.Tests.Decoding;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Speculative;

public class SpeculativeDecodingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The law: whatever the assistant proposes, the tokens are those of plain decoding.</summary>
    [Theory]
    [InlineData("tiny-random-v3-assistant", 1)]
    [InlineData("tiny-random-v3-assistant", 3)]
    [InlineData("tiny-random-v3-assistant", 8)]
    [InlineData("tiny-random-v3", 3)]
    public async Task Assisted_and_plain_decoding_say_the_same(string assistant, int capacity)
    {
        await using var tiny = new TinyLoop("tiny-random-v3", capacity, assistant: assistant);
        var clips = Enumerable.Range(0, 8).Select(i => i % 4 == 3 ? Clips.Noise() : Clips.Jfk().AsSpan(i * 6_000, 80_000 + i * 1_000).ToArray()).ToList();
        var options = clips.Select((_, i) => new DecodingOptions { Language = i % 2 == 0 ? null : "de", Task = i % 3 == 0 ? SpeechTask.Translate : SpeechTask.Transcribe, Timestamps = i % 5 != 4, MaxNewTokens = i == 6 ? 9 : 60 }).ToList();
        var plain = new List<DecodedWindow>();
        for (var i = 0; i < clips.Count; i++) plain.Add(await tiny.Loop.DecodeAsync(new DecodingRequest(), clips[i], options[i], Cancel));

        var assisted = await Task.WhenAll(clips.Select((clip, i) => tiny.Loop.DecodeAsync(new DecodingRequest(), clip, options[i] with { Assisted = i != 5 }, Cancel)));

        for (var i = 0; i < clips.Count; i++)
        {
            Assert.Equal(plain[i].Tokens, assisted[i].Tokens);
            Assert.Equal(plain[i].AverageLogProbability, assisted[i].AverageLogProbability, 1e-4);
        }

        var sum = assisted.Aggregate(default(SpeculationStatistics), (total, window) => total + window.Speculation);
        Assert.InRange(sum.Accepted, 1, sum.Proposed);
        // Random weights are rarely sure of themselves, even when they are right: few proposals are made.
        Assert.InRange(sum.TokensPerPass, assistant == "tiny-random-v3" ? 1.1 : 1.01, SpeculationPolicy.Longest + 1);
    }

    [Fact]
    public async Task Token_times_are_the_same_with_and_without_an_assistant()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", assistant: "tiny-random-v3-assistant");
        var plain = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), new DecodingOptions { TokenTimes = true }, Cancel);
        var assisted = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Jfk(), new DecodingOptions { TokenTimes = true, Assisted = true }, Cancel);
        Assert.Equal(plain.Tokens.Count, plain.TokenTimes.Count);
        Assert.Equal(plain.TokenTimes.Select(t => t.Start), assisted.TokenTimes.Select(t => t.Start), (a, b) => Math.Abs(a - b) <= 0.04);
    }

    [Fact]
    public void An_assistant_that_does_not_fit_is_refused_with_the_reason()
    {
        var (v3, v2) = (Reference.PathOf("whisper", "tiny-random-v3"), Reference.PathOf("whisper", "tiny-random-v2"));
        var reason = Assert.Throws<WhisperException>(() => WhisperModel.Load(v3, new WhisperOptions(), v2)).Message;
        Assert.Contains("51865 tokens, not 51866", reason, StringComparison.Ordinal);
        Assert.Contains("special tokens", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, new[] { 1, 2, 3, 4 }, 3)]
    [InlineData(new[] { 1, 2, 3 }, new[] { 1, 9 }, 1)]
    [InlineData(new int[0], new[] { 1 }, 0)]
    [InlineData(new[] { 1, 2 }, new int[0], 0)]
    public void Proposed_tokens_stand_up_to_the_first_wrong_one(int[] proposed, int[] chosen, int accepted)
        => Assert.Equal(accepted, Acceptance.Count(proposed, chosen));

    [Theory]
    [InlineData(5, 5, 5, 14)]
    [InlineData(5, 5, 2, 12)]
    [InlineData(5, 3, 3, 12)]
    [InlineData(5, 0, 0, 10)]
    [InlineData(0, 0, 0, 7)]
    public void After_a_pass_the_assistant_has_read_what_stands_of_what_it_was_fed(int asked, int proposed, int accepted, int read)
    {
        var draft = new Draft(new Trust(0.95));
        draft.CatchUp(7);
        draft.Settle(before: 10, asked, proposed, accepted);
        Assert.Equal(read, draft.Read);
    }
}
