using System.Diagnostics;
using Speech.Onnx.Layers;
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
    private const int Rounds = 3, CostRuns = 9;

    public static async Task<int> PrintAsync(string model, string draftModel, int tokens)
    {
        using Engine main = new(RandomCheckpoint.FolderOf(model), ComputeProfile.CpuMixed), draft = new(RandomCheckpoint.FolderOf(draftModel), ComputeProfile.CpuMixed);
        if (main.Config.DModel != draft.Config.DModel) throw new ArgumentException("The draft shares the main model's encoder output: it must be as wide.");
        Console.WriteLine($"{model} ({main.Config.DecoderLayers} decoder layers) with {draftModel} ({draft.Config.DecoderLayers}), 8-bit weights, {tokens} tokens a window, proposer right {Accuracy:P0} of the time");
        Console.WriteLine();
        Console.WriteLine("| batch | plain ms/token | assisted ms/token | speed-up | bound | of the bound | tokens a pass | main passes saved | fell back | ms to propose one | ms of a pass over 1, 2, ... tokens |");
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
        await using (var loop = Loop(null)) truth = (await loop.DecodeAsync(new DecodingRequest(), main.Noise(), options, CancellationToken.None)).Tokens;
        await using var plainLoop = Loop(null);
        await using var assistedLoop = Loop(new ScriptedProposer(draft, truth, begin, Accuracy));
        var (plain, assisted, speculation) = (new List<double>(), new List<double>(), default(SpeculationStatistics));
        for (var round = 0; round <= Rounds; round++)
        {
            var times = (await RunAsync(plainLoop, options), await RunAsync(assistedLoop, options with { Assisted = true }));
            // The first round warms up, and teaches the policy.
            if (round == 0) continue;
            plain.Add(times.Item1);
            assisted.Add(times.Item2);
        }

        var (slow, fast) = (Measure.Quantile(plain, 0.5), Measure.Quantile(assisted, 0.5));
        var (costs, proposal) = (Costs(main, rows), draft.StepMilliseconds(rows, CostRuns));
        var bound = SpeculationBound.Of(costs, proposal, Accuracy);
        Console.WriteLine($"| {rows} | {slow:F2} | {fast:F2} | {slow / fast:F2} | {bound:F2} | {slow / fast / bound:P0} | {speculation.TokensPerPass:F2} | {1 - 1 / speculation.TokensPerPass:P0} | {(double)speculation.FellBack / speculation.Passes:P0} | {proposal:F1} | {string.Join(' ', costs.Select(cost => $"{cost:F0}"))} |");

        DecodingLoop Loop(IProposer? proposer) => new(new Engines(
            main.Encoder, main.Decoder, rules, new Guard(GuardOptions.Off, tokenizer), () => main.NewCache(rows), proposer, new SpeculationPolicy(TimeProvider.System)));

        // Milliseconds a token of each row, without what comes before the first step.
        async Task<double> RunAsync(DecodingLoop loop, DecodingOptions asked)
        {
            var one = asked with { MaxNewTokens = 1 };
            var first = await SecondsAsync(loop, one);
            return (await SecondsAsync(loop, asked) - first) * 1000 / (tokens - 1);
        }

        async Task<double> SecondsAsync(DecodingLoop loop, DecodingOptions asked)
        {
            var (watch, noise, request) = (Stopwatch.StartNew(), main.Noise(), new DecodingRequest());
            var windows = await Task.WhenAll(Enumerable.Range(0, rows).Select(_ => loop.DecodeAsync(request, noise, asked, CancellationToken.None)));
            if (asked.Assisted) foreach (var window in windows) speculation += window.Speculation;
            return watch.Elapsed.TotalSeconds;
        }
    }

    /// <summary>Milliseconds of a pass over 1, 2, ... tokens of each row.</summary>
    private static double[] Costs(Engine main, int rows)
    {
        using var cache = main.Rows(rows);
        return [.. Enumerable.Range(1, Draft.Longest + 1).Select(times => Measure.Median(CostRuns, main.Step(cache, rows, times)))];
    }
}
