using System.Collections.Concurrent;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.TestSupport.Audio;
using Speech.Whisper.Decoding;
using Speech.Whisper.Inference;
using Speech.Whisper.Search;
using Speech.Whisper.Speculative;
using Speech.Whisper.Tests.Decoding;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Speculative;

public class SpeculativeDecodingTests
{
    private static readonly List<(float[] Samples, DecodingOptions Options)> Windows = CreateWindows();
    private static readonly ConcurrentDictionary<Precision, Lazy<Task<List<DecodedWindow>>>> PlainWindows = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The law: whatever the draft model proposes, the tokens are those of plain decoding.</summary>
    [Theory]
    [InlineData("tiny-random-v3-assistant", 1)]
    [InlineData("tiny-random-v3-assistant", 3)]
    [InlineData("tiny-random-v3-assistant", 8)]
    [InlineData("tiny-random-v3-assistant", 24, 24)]
    [InlineData("tiny-random-v3", 3)]
    [InlineData("tiny-random-v3-assistant", 3, 8, Precision.Mixed)]
    [InlineData("tiny-random-v3-assistant", 3, 8, Precision.Int8)]
    public async Task Assisted_and_plain_decoding_generate_the_same_tokens(
        string assistant, int capacity, int windows = 8, Precision precision = Precision.Fp32)
    {
        await using var tiny = new TinyLoop(
            "tiny-random-v3", capacity, assistant: assistant, isSmall: true, profile: ProfileOf(precision));

        // One of them without assistance in the same batch, which the draft model processes nevertheless.
        var assisted = await Task.WhenAll(Windows.Take(windows).Select((window, i) => tiny.Loop.DecodeAsync(
            new DecodingRequest(), window.Samples, window.Options with { Assisted = i != 5, WarmsUpDraftModel = i == 5 }, Cancel)));

        foreach (var (expected, actual) in (await PlainWindowsOf(precision)).Zip(assisted))
        {
            Assert.Equal(expected.Best.Tokens, actual.Best.Tokens);
            Assert.Equal(expected.Best.AverageLogProbability, actual.Best.AverageLogProbability, 1e-4);
        }

        var sum = assisted.Aggregate(default(SpeculationStatistics), (total, window) => total + window.Speculation);
        Assert.InRange(sum.Accepted, 1, sum.Proposed);
        // Random weights rarely have confidence, even when they are right: few tokens are proposed.
        Assert.InRange(sum.TokensPerPass, assistant == "tiny-random-v3" ? 1.1 : 1.01, DraftLengthController.MaxDraftLength + 1);
    }

    /// <summary>The draft model has to catch up on the tokens that were generated without it.</summary>
    [Fact]
    public async Task Drafts_that_begin_again_after_steps_without_any_are_accepted()
    {
        // Trained: the tokens of random weights hardly depend on those before them.
        var demo = RepositoryFolder.PathOf("tests", "Demo", "models", "demo");
        await using var tiny = new TinyLoop(demo, capacity: 3, assistant: demo, controller: new PausingController());
        List<string> samples = ["english", "human-digits", "spanish"];
        var clips = samples.ConvertAll(sample => Recording.Read(RepositoryFolder.PathOf("tests", "Demo", "samples", sample + ".wav")));

        var assisted = await Task.WhenAll(clips.Select((clip, i) => DecodeAsync(clip, isAssisted: i != 1)));

        foreach (var (clip, actual) in clips.Zip(assisted))
            Assert.Equal((await DecodeAsync(clip, isAssisted: false)).Best.Tokens, actual.Best.Tokens);
        var sum = assisted.Aggregate(default(SpeculationStatistics), (total, window) => total + window.Speculation);
        Assert.InRange(sum.DraftsSkipped, 20, int.MaxValue);
        // The draft model is the target model.
        Assert.InRange(sum.Proposed, 1, int.MaxValue);
        Assert.Equal(sum.Proposed, sum.Accepted);

        Task<DecodedWindow> DecodeAsync(float[] clip, bool isAssisted)
            => tiny.Loop.DecodeAsync(new DecodingRequest(), clip, new DecodingOptions { Assisted = isAssisted }, Cancel);
    }

    [Fact]
    public async Task A_draft_model_that_cannot_run_fails_the_warm_up_only()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", isSmall: true, proposer: new BrokenProposer());
        var plain = new DecodingOptions { MaxNewTokens = 4 };
        await Assert.ThrowsAsync<NotSupportedException>(() => DecodeAsync(plain with { WarmsUpDraftModel = true }));
        await DecodeAsync(plain);

        Task<DecodedWindow> DecodeAsync(DecodingOptions options)
            => tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), options, Cancel);
    }

    [Fact]
    public async Task Token_times_are_the_same_with_and_without_an_assistant()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", assistant: "tiny-random-v3-assistant", isSmall: true);
        var plain = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(), new DecodingOptions { TokenTimes = true }, Cancel);
        var assisted = await tiny.Loop.DecodeAsync(new DecodingRequest(), Clips.Excerpt(),
            new DecodingOptions { TokenTimes = true, Assisted = true }, Cancel);
        Assert.Equal(plain.Best.Tokens.Count, plain.TokenTimes.Count);
        Assert.Equal(plain.TokenTimes.Select(t => t.Start), assisted.TokenTimes.Select(t => t.Start), (a, b) => Math.Abs(a - b) <= 0.04);
    }

    [Fact]
    public void An_incompatible_assistant_is_rejected_with_the_reasons()
    {
        var (v3, v2) = (Reference.PathOf("whisper", "tiny-random-v3"), Reference.PathOf("whisper", "tiny-random-v2"));
        var message = Assert.Throws<WhisperException>(
            () => WhisperModel.Load(v3, new WhisperOptions(), TestEnvironment.Instance, v2)).Message;
        Assert.Contains("51865 tokens, not 51866", message, StringComparison.Ordinal);
        Assert.Contains("special tokens", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, new[] { 1, 2, 3, 4 }, 3)]
    [InlineData(new[] { 1, 2, 3 }, new[] { 1, 9 }, 1)]
    [InlineData(new int[0], new[] { 1 }, 0)]
    [InlineData(new[] { 1, 2 }, new int[0], 0)]
    public void Drafted_tokens_are_accepted_up_to_the_first_difference(int[] draft, int[] target, int accepted)
        => Assert.Equal(accepted, Acceptance.CountAccepted(draft, target));

    [Theory]
    [InlineData(5, 5, 5, 14)]
    [InlineData(5, 5, 2, 12)]
    [InlineData(5, 3, 3, 12)]
    [InlineData(5, 0, 0, 10)]
    [InlineData(0, 0, 0, 7)]
    public void After_verification_the_cache_holds_the_accepted_tokens_that_were_fed_back(
        int requested, int proposed, int accepted, int cached)
    {
        var selector = new TokenSelector([], endOfText: 0, default);
        var sequence = new DecodingSequence([0], maxLength: 100);
        using var drafted = new DraftedSequence(() => sequence, selector, new AcceptanceRateEstimator(0.95)) { CachedTokens = 7 };
        drafted.Update(before: 10, requested, proposed, accepted);
        Assert.Equal(cached, drafted.CachedTokens);
    }

    private static List<(float[], DecodingOptions)> CreateWindows() => [.. Enumerable.Range(0, 24).Select(i => (
        i % 4 == 3 ? Clips.Noise().AsSpan(i * 1_000, Clips.SmallWindowSamples).ToArray()
            : Clips.Jfk().AsSpan(i % 8 * 20_000 + i / 8 * 1_000, 25_000 + i % 8 * 1_000).ToArray(),
        new DecodingOptions
        {
            Language = i % 2 == 0 ? null : "de",
            Task = i % 3 == 0 ? SpeechTask.Translate : SpeechTask.Transcribe,
            Timestamps = i % 5 != 4,
            MaxNewTokens = i == 6 ? 9 : 40,
        }))];

    private static ComputeProfile ProfileOf(Precision precision) => new WhisperOptions { Precision = precision }.Profile;

    private static Task<List<DecodedWindow>> PlainWindowsOf(Precision precision)
        => PlainWindows.GetOrAdd(precision, _ => new(() => DecodePlainAsync(precision))).Value;

    private static async Task<List<DecodedWindow>> DecodePlainAsync(Precision precision)
    {
        await using var tiny = new TinyLoop("tiny-random-v3", capacity: 1, isSmall: true, profile: ProfileOf(precision));
        var plain = new List<DecodedWindow>();
        foreach (var (samples, options) in Windows)
            plain.Add(await tiny.Loop.DecodeAsync(new DecodingRequest(), samples, options, CancellationToken.None));
        return plain;
    }

    /// <summary>Drafts four tokens, but none in the steps 4 to 23.</summary>
    private sealed class PausingController() : DraftLengthController(TimeProvider.System)
    {
        private int _steps;

        public override int ChooseLength(IReadOnlyList<DraftEstimate> estimates) => _steps++ is >= 4 and < 24 ? 0 : 4;
    }

    private sealed class BrokenProposer : IDraftProposer
    {
        public void Prefill(int slot, DraftedSequence sequence) => throw new NotSupportedException();
        public void Copy(int from, int to, int length) => throw new NotSupportedException();
        public int[][] Propose(IReadOnlyList<DraftedSequence> sequences, int length) => throw new NotSupportedException();
        public void Dispose() { }
    }
}
