using System.Diagnostics;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper;
using Speech.Whisper.Decoding;
using Speech.Whisper.Guards;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;
using Speech.Whisper.Tokenization;

namespace Speech.Benchmarks;

/// <summary>Speculation with a proposer of known accuracy, against the best that arithmetic allows with the costs measured in the same run.</summary>
internal static class ScriptedReport
{
    private const double Accuracy = 0.75;
    private const int Rounds = 3, CostRuns = 5;

    public static async Task<int> PrintAsync(string model, string draftModel, int tokens)
    {
        using Engine main = new(RandomCheckpoint.FolderOf(model), ComputeProfile.CpuInt8), draft = new(RandomCheckpoint.FolderOf(draftModel), ComputeProfile.CpuInt8);
        if (main.Config.DModel != draft.Config.DModel) throw new ArgumentException("The draft shares the main model's encoder output: it must be as wide.");
        Console.WriteLine($"{model} ({main.Config.DecoderLayers} decoder layers) with {draftModel} ({draft.Config.DecoderLayers}), 8-bit weights, {tokens} tokens a window, proposer right {Accuracy:P0} of the time");
        Console.WriteLine();
        Console.WriteLine("| batch | plain ms/token | assisted ms/token | speed-up | bound | of the bound | tokens a pass | fell back | main passes saved where they cost the same over any number of tokens | ms to propose one | ms of a pass over 1, 2, ... tokens |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var rows in new[] { 1, 8 }) await PrintAsync(main, draft, RandomCheckpoint.FolderOf(model), rows, tokens);
        return 0;
    }

    private static async Task PrintAsync(Engine main, Engine draft, string folder, int rows, int tokens)
    {
        var tokenizer = Tokenizer.Load(folder);
        var rules = CheckpointRules.Read(main.Config, GenerationConfig.Load(folder), tokenizer.SpecialTokens);
        // No window ends early: every one costs the same.
        rules = rules with { Suppress = [.. rules.Suppress, rules.Tokens.EndOfText] };
        var options = new DecodingOptions { Language = rules.IsMultilingual ? "en" : null, Timestamps = false, MaxNewTokens = tokens };
        var begin = InitialTokens.Of(rules, options, options.Language).Count;

        IReadOnlyList<int> truth;
        await using (var loop = Loop(null, TimeProvider.System)) truth = (await loop.DecodeAsync(new DecodingRequest(), main.Noise(), options, CancellationToken.None)).Tokens;
        StepClock plainClock = new(), assistedClock = new();
        await using var plainLoop = Loop(null, plainClock);
        await using var assistedLoop = Loop(new ScriptedProposer(draft, truth, begin, Accuracy, assistedClock.Exclude), assistedClock);
        var (plain, assisted, speculation) = (new List<double>(), new List<double>(), default(SpeculationStatistics));
        for (var round = 0; round <= Rounds; round++)
        {
            await RunAsync(plainLoop, options);
            var own = await RunAsync(assistedLoop, options with { Assisted = true });
            var times = (plainClock.TakeSeconds(), assistedClock.TakeSeconds());
            // The first round warms up, and teaches the policy.
            if (round == 0) continue;
            plain.Add(times.Item1 * 1000 / (tokens - 1));
            assisted.Add(times.Item2 * 1000 / (tokens - 1));
            speculation += own;
        }

        SpeculationStatistics free;
        await using (var freeLoop = Loop(new ScriptedProposer(draft, truth, begin, Accuracy, listen => listen()), new StandingClock()))
            free = await RunAsync(freeLoop, options with { Assisted = true });

        var (slow, fast) = (Measure.Quantile(plain, 0.5), Measure.Quantile(assisted, 0.5));
        var (costs, proposal) = Costs(main, draft, rows);
        var bound = SpeculationBound.Of(costs, proposal, Accuracy);
        Console.WriteLine($"| {rows} | {slow:F2} | {fast:F2} | {slow / fast:F2} | {bound:F2} | {slow / fast / bound:P0} | {speculation.TokensPerPass:F2} | {(double)speculation.FellBack / speculation.Passes:P0} | {1 - 1 / free.TokensPerPass:P0} ({free.TokensPerPass:F2}) | {proposal:F1} | {string.Join(' ', costs.Select(cost => $"{cost:F0}"))} |");

        DecodingLoop Loop(IProposer? proposer, TimeProvider time) => new(new Engines(
            main.Encoder, main.Decoder, rules, new Guard(GuardOptions.Off, tokenizer), () => main.NewCache(rows), proposer, new SpeculationPolicy(time)));

        async Task<SpeculationStatistics> RunAsync(DecodingLoop loop, DecodingOptions asked)
        {
            var (noise, request) = (main.Noise(), new DecodingRequest());
            var windows = await Task.WhenAll(Enumerable.Range(0, rows).Select(_ => loop.DecodeAsync(request, noise, asked, CancellationToken.None)));
            return windows.Aggregate(default(SpeculationStatistics), (sum, window) => sum + window.Speculation);
        }
    }

    /// <summary>Milliseconds of a pass over 1, 2, ... tokens of each row, and of proposing one token for each; in turn, as the machine is not always as fast.</summary>
    private static (double[] Passes, double Proposal) Costs(Engine main, Engine draft, int rows)
    {
        using KeyValueCache cache = main.Rows(rows), draftCache = draft.Rows(rows);
        Action[] actions = [.. Enumerable.Range(1, SpeculationPolicy.Longest + 1).Select(times => main.Step(cache, rows, times)), draft.Step(draftCache, rows)];
        var costs = Measure.InTurn(CostRuns, actions);
        return (costs[..^1], costs[^1]);
    }

    /// <summary>Adds up the time between the beginning and the end of steps, which is all that the policy asks for.</summary>
    private sealed class StepClock : TimeProvider
    {
        private long _begin, _sum;
        private bool _isInside;

        public override long GetTimestamp()
        {
            var now = Stopwatch.GetTimestamp();
            if (_isInside) _sum += now - _begin;
            (_begin, _isInside) = (now, !_isInside);
            return now;
        }

        /// <summary>Runs an action whose time is not the steps'.</summary>
        public void Exclude(Action action)
        {
            var begin = Stopwatch.GetTimestamp();
            action();
            _sum -= Stopwatch.GetTimestamp() - begin;
        }

        public double TakeSeconds() => (double)Interlocked.Exchange(ref _sum, 0) / Stopwatch.Frequency;
    }

    /// <summary>To it every step costs the same.</summary>
    private sealed class StandingClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
