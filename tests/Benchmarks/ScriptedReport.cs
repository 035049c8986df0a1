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

    public static async Task<int> PrintAsync(string model, string draftModel, int tokens)
    {
        using var main = new Engine(RandomCheckpoint.FolderOf(model), ComputeProfile.CpuInt8);
        using var draft = new Engine(RandomCheckpoint.FolderOf(draftModel), ComputeProfile.CpuInt8);
        if (main.Config.DModel != draft.Config.DModel)
            throw new ArgumentException("The draft model shares the main model's encoder output, so it must have the same width.");
        Console.WriteLine($"{model} ({main.Config.DecoderLayers} decoder layers) with {draftModel} ({draft.Config.DecoderLayers}), "
            + $"8-bit weights, {tokens} tokens per window, accuracy of the proposer {Accuracy:P0}");
        Console.WriteLine();
        Console.WriteLine("| batch | plain ms/token | assisted ms/token | speed-up | bound | share of the bound | tokens per pass "
            + "| drafts skipped | main passes saved if passes over any number of tokens cost the same | ms to draft a token "
            + "| ms of a pass over 1, 2, ... tokens |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var batch in new[] { 1, 8 }) await PrintAsync(main, draft, RandomCheckpoint.FolderOf(model), batch, tokens);
        return 0;
    }

    private static async Task PrintAsync(Engine main, Engine draft, string folder, int batch, int tokens)
    {
        var tokenizer = Tokenizer.Load(folder);
        var rules = CheckpointRules.Read(main.Config, GenerationConfig.Load(folder), tokenizer.SpecialTokens);
        // No window ends early: all cost the same.
        rules = rules with { Suppress = [.. rules.Suppress, rules.Tokens.EndOfText] };
        var options = new DecodingOptions { Language = rules.IsMultilingual ? "en" : null, Timestamps = false, MaxNewTokens = tokens };
        var assistedOptions = options with { Assisted = true };

        IReadOnlyList<int> transcript = [];
        await using (var loop = NewLoop(action => action(), TimeProvider.System))
            transcript = (await loop.DecodeAsync(new DecodingRequest(), main.Noise(), options, CancellationToken.None)).Tokens;
        StepClock plainClock = new(), assistedClock = new();
        // The plain loop could draft, so that its steps are timed in the same way, but its windows do not ask for it.
        await using var plainLoop = NewLoop(plainClock.Exclude, plainClock);
        await using var assistedLoop = NewLoop(assistedClock.Exclude, assistedClock);
        var (plain, assisted, speculation) = (new List<double>(), new List<double>(), default(SpeculationStatistics));
        for (var round = 0; round <= Rounds; round++)
        {
            await RunAsync(plainLoop, options);
            var own = await RunAsync(assistedLoop, assistedOptions);
            var times = (plainClock.TakeSeconds(), assistedClock.TakeSeconds());
            // The first round warms up the machine and the controller.
            if (round == 0) continue;
            plain.Add(times.Item1 * 1000 / (tokens - 1));
            assisted.Add(times.Item2 * 1000 / (tokens - 1));
            speculation += own;
        }

        SpeculationStatistics free;
        await using (var freeLoop = NewLoop(action => action(), new StoppedClock())) free = await RunAsync(freeLoop, assistedOptions);

        var (slow, fast) = (Measure.Quantile(plain, 0.5), Measure.Quantile(assisted, 0.5));
        var (costs, draftCost) = Costs(main, draft, batch);
        var bound = SpeculationBound.Of(costs, draftCost, Accuracy);
        var skipped = (double)speculation.DraftsSkipped / speculation.Passes;
        Console.WriteLine($"| {batch} | {slow:F2} | {fast:F2} | {slow / fast:F2} | {bound:F2} | {slow / fast / bound:P0} "
            + $"| {speculation.TokensPerPass:F2} | {skipped:P0} | {1 - 1 / free.TokensPerPass:P0} ({free.TokensPerPass:F2}) | {draftCost:F1} "
            + $"| {string.Join(' ', costs.Select(cost => $"{cost:F0}"))} |");

        DecodingLoop NewLoop(Action<Action> exclude, TimeProvider time)
        {
            var controller = new DraftLengthController(time);
            return new DecodingLoop(new DecodingContext(
                new WindowEncoder(main.Encoder, main.Encoder.BatchesWindows), main.Decoder, rules,
                new FallbackPolicy(FallbackOptions.Off, tokenizer), NewCache: () => main.NewCache(batch),
                NewStrategy: capacity => new SpeculativeDecoding(
                    new ScriptedProposer(draft, transcript, Accuracy, exclude, capacity), controller)));
        }

        async Task<SpeculationStatistics> RunAsync(DecodingLoop loop, DecodingOptions requested)
        {
            var (noise, request) = (main.Noise(), new DecodingRequest());
            var windows = Enumerable.Range(0, batch).Select(_ => loop.DecodeAsync(request, noise, requested, CancellationToken.None));
            return (await Task.WhenAll(windows)).Aggregate(default(SpeculationStatistics), (sum, window) => sum + window.Speculation);
        }
    }

    /// <summary>
    /// Milliseconds of a pass over 1, 2, ... tokens per sequence, and of drafting one token for each; interleaved, as the machine's speed
    /// varies.
    /// </summary>
    private static (double[] Passes, double Draft) Costs(Engine main, Engine draft, int batch)
    {
        using KeyValueCache cache = main.Rows(batch), draftCache = draft.Rows(batch);
        Action[] actions =
        [
            .. Enumerable.Range(1, DraftLengthController.MaxDraftLength + 1).Select(count => main.Step(cache, batch, count)),
            draft.Step(draftCache, batch),
        ];
        var costs = Measure.InTurn(CostRuns, actions);
        return (costs[..^1], costs[^1]);
    }

    /// <summary>Sums the time between the start and the end of steps, which is what the controller asks for.</summary>
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

        /// <summary>Runs an action whose time is not part of the step.</summary>
        public void Exclude(Action action)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            _sum -= Stopwatch.GetTimestamp() - start;
        }

        public double TakeSeconds() => (double)Interlocked.Exchange(ref _sum, 0) / Stopwatch.Frequency;
    }

    /// <summary>A clock by which all steps cost the same.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
