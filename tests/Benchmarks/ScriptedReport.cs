using System.Diagnostics;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;
using Speech.Whisper.Tokenization;

namespace Speech.Benchmarks;

/// <summary>
/// Speculative decoding with a proposer of known accuracy, compared with the bound that follows from the costs measured in the same run.
/// </summary>
internal static class ScriptedReport
{
    private const double Accuracy = 0.75;
    private const int Rounds = 3, CostRuns = 5;

    /// <param name="model">Folder or dimensions of the main model.</param>
    /// <param name="draftModel">Folder or dimensions of the draft model.</param>
    /// <param name="tokens">Number of tokens per window.</param>
    public static async Task<int> PrintAsync(string model, string draftModel, int tokens)
    {
        using var main = new NetworkRunner(RandomCheckpoint.FolderOf(model), ComputeProfile.CpuInt8);
        using var draft = new NetworkRunner(RandomCheckpoint.FolderOf(draftModel), ComputeProfile.CpuInt8);
        if (main.Config.DModel != draft.Config.DModel)
            throw new ArgumentException("The draft model shares the main model's encoder output, so it must have the same width.");
        Console.WriteLine($"{model} ({main.Config.DecoderLayers} decoder layers) with {draftModel} ({draft.Config.DecoderLayers}), "
            + $"8-bit weights, {tokens} tokens per window, accuracy of the proposer {Accuracy:P0}");
        Console.WriteLine();
        Console.WriteLine("| batch | plain ms/token | assisted ms/token | speed-up | bound | share of the bound | tokens per pass "
            + "| drafts skipped | main passes saved at constant cost per pass | ms per drafted token "
            + "| ms per pass over 1, 2, ... tokens |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var batch in new[] { 1, 8 }) await PrintAsync(main, draft, RandomCheckpoint.FolderOf(model), batch, tokens);
        return 0;
    }

    private static async Task PrintAsync(NetworkRunner main, NetworkRunner draft, string folder, int batch, int tokens)
    {
        var tokenizer = Tokenizer.Load(folder);
        var rules = CheckpointRules.Read(main.Config, GenerationConfig.Load(folder), tokenizer.SpecialTokens);
        // Without the end token all windows have the same number of tokens.
        rules = rules with { Suppress = [.. rules.Suppress, rules.Tokens.EndOfText] };
        var options = new DecodingOptions { Language = rules.IsMultilingual ? "en" : null, Timestamps = false, MaxNewTokens = tokens };
        var assistedOptions = options with { Assisted = true };

        IReadOnlyList<int> transcript = [];
        await using (var loop = NewLoop(action => action(), TimeProvider.System))
            transcript = (await loop.DecodeAsync(new DecodingRequest(), main.CreateNoise(), options, CancellationToken.None)).Best.Tokens;
        StepClock plainClock = new(), assistedClock = new();
        // The plain loop has a proposer too, so that its steps are timed in the same way, but its windows are not assisted.
        await using var plainLoop = NewLoop(plainClock.Exclude, plainClock);
        await using var assistedLoop = NewLoop(assistedClock.Exclude, assistedClock);
        var (plain, assisted, speculation) = (new List<double>(), new List<double>(), default(SpeculationStatistics));
        for (var round = 0; round <= Rounds; round++)
        {
            await RunAsync(plainLoop, options);
            var statistics = await RunAsync(assistedLoop, assistedOptions);
            var (plainSeconds, assistedSeconds) = (plainClock.TakeSeconds(), assistedClock.TakeSeconds());
            // The first round warms up the process and the controller.
            if (round == 0) continue;
            plain.Add(plainSeconds * 1000 / (tokens - 1));
            assisted.Add(assistedSeconds * 1000 / (tokens - 1));
            speculation += statistics;
        }

        SpeculationStatistics constantCost;
        await using (var loop = NewLoop(action => action(), new StoppedClock())) constantCost = await RunAsync(loop, assistedOptions);

        var (slow, fast) = (Measure.Quantile(plain, 0.5), Measure.Quantile(assisted, 0.5));
        var (costs, draftCost) = Costs(main, draft, batch);
        var bound = SpeculationBound.Of(costs, draftCost, Accuracy);
        var skipped = (double)speculation.DraftsSkipped / speculation.Passes;
        Console.WriteLine($"| {batch} | {slow:F2} | {fast:F2} | {slow / fast:F2} | {bound:F2} | {slow / fast / bound:P0} "
            + $"| {speculation.TokensPerPass:F2} | {skipped:P0} | {1 - 1 / constantCost.TokensPerPass:P0} "
            + $"({constantCost.TokensPerPass:F2}) | {draftCost:F1} "
            + $"| {string.Join(' ', costs.Select(cost => $"{cost:F0}"))} |");

        DecodingLoop NewLoop(Action<Action> exclude, TimeProvider time)
        {
            var controller = new DraftLengthController(time);
            return new DecodingLoop(new DecodingContext(
                main.Encoder, MaxEncoderWindows: 1, main.Decoder, rules,
                new FallbackPolicy(FallbackOptions.Off, tokenizer), NewCache: _ => main.CreateCache(batch),
                NewStrategy: capacity => new SpeculativeDecoding(
                    new ScriptedProposer(draft, transcript, Accuracy, exclude, capacity), controller)));
        }

        async Task<SpeculationStatistics> RunAsync(DecodingLoop loop, DecodingOptions requested)
        {
            var (noise, request) = (main.CreateNoise(), new DecodingRequest());
            var windows = Enumerable.Range(0, batch).Select(_ => loop.DecodeAsync(request, noise, requested, CancellationToken.None));
            var decoded = await Task.WhenAll(windows);
            return decoded.Aggregate(default(SpeculationStatistics), (sum, window) => sum + window.Speculation);
        }
    }

    /// <summary>
    /// Milliseconds of a main pass over 1, 2, ... tokens per sequence, and of a draft pass over one token per sequence; interleaved,
    /// because the machine's speed varies.
    /// </summary>
    private static (double[] Passes, double Draft) Costs(NetworkRunner main, NetworkRunner draft, int batch)
    {
        using KeyValueCache cache = main.CreateFilledCache(batch), draftCache = draft.CreateFilledCache(batch);
        Action[] actions =
        [
            .. Enumerable.Range(1, DraftLengthController.MaxDraftLength + 1).Select(count => main.CreateStep(cache, batch, count)),
            draft.CreateStep(draftCache, batch),
        ];
        var costs = Measure.Interleaved(CostRuns, actions);
        return (costs[..^1], costs[^1]);
    }

    /// <summary>Sums the times of the steps. The draft length controller reads the clock at the start and at the end of each.</summary>
    private sealed class StepClock : TimeProvider
    {
        private long _start, _sum;
        private bool _isInStep;

        public override long GetTimestamp()
        {
            var now = Stopwatch.GetTimestamp();
            if (_isInStep) _sum += now - _start;
            (_start, _isInStep) = (now, !_isInStep);
            return now;
        }

        /// <summary>Runs an action and excludes its time from the current step.</summary>
        public void Exclude(Action action)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            _sum -= Stopwatch.GetTimestamp() - start;
        }

        /// <summary>Returns the sum in seconds and resets it.</summary>
        public double TakeSeconds() => (double)Interlocked.Exchange(ref _sum, 0) / Stopwatch.Frequency;
    }

    /// <summary>A clock that never advances, so that all steps have the same cost.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
