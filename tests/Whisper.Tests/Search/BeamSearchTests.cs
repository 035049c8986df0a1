using Speech.Whisper.Search;

namespace Speech.Whisper.Tests.Search;

public class BeamSearchTests
{
    private const int EndOfText = 0, Prompt = 1;

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.0)]
    [InlineData(2.0)]
    public void Enough_beams_find_the_best_of_all_sequences(double lengthPenalty)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var network = new RandomNetwork(vocabulary: 4, seed);
            var expected = AllSequences(network, maxLength: 5).MaxBy(found => found.LogProbability / Math.Pow(found.Scored, lengthPenalty));
            var search = Run(network, new BeamSearchOptions(Beams: 64, LengthPenalty: lengthPenalty), maxLength: 5);
            Assert.Equal(expected.Tokens, search.Best.Tokens);
            Assert.Equal(expected.LogProbability, search.Best.LogProbability, 1e-5);
        }
    }

    [Fact]
    public void Two_beams_find_what_a_greedy_search_misses()
    {
        // The likelier first token leads nowhere: 0.6 * 0.4 against 0.4 * 0.9.
        var network = new ScriptedNetwork(tokens => tokens switch
        {
            [Prompt] => [0, 0, 0.6, 0.4],
            [Prompt, 2] => [0.4, 0.3, 0.3, 0],
            [Prompt, 3] => [0.9, 0.1, 0, 0],
            _ => [1, 0, 0, 0],
        });
        Assert.Equal([Prompt, 2], RunGreedy(network, 1).Best.Tokens);
        Assert.Equal([Prompt, 3], Run(network, new BeamSearchOptions(Beams: 2), maxLength: 6).Best.Tokens);
    }

    [Fact]
    public void The_search_goes_on_while_a_sequence_may_become_better_than_the_worst_result()
    {
        // After two steps there are two results, but a sequence that goes on scores more than one of them, and soon more than both.
        var network = new ScriptedNetwork(tokens => tokens switch
        {
            [Prompt] => [0.32, 0, 0.4, 0.28],
            [Prompt, 2] => [0.55, 0, 0.45, 0],
            [Prompt, 2, 2] => [0, 0, 1, 0],
            [Prompt, 2, 2, 2] => [1, 0, 0, 0],
            _ => [0, 0.4, 0.3, 0.3],
        });
        Assert.Equal([Prompt, 2, 2, 2], Run(network, new BeamSearchOptions(Beams: 2), maxLength: 20).Best.Tokens);
        Assert.InRange(network.Steps, 0, 8);
    }

    [Fact]
    public void An_end_that_is_not_among_the_first_candidates_is_no_result()
    {
        // The end of the text is third at first, and would score more than any sequence: the tokens that follow are improbable.
        double[] first = [0.1, 0, 0.5, 0.4, .. new double[36]], next = [0, .. Enumerable.Repeat(1.0 / 39, 39)];
        var network = new ScriptedNetwork(tokens => tokens is [Prompt] ? first : next);
        var best = Run(network, new BeamSearchOptions(Beams: 2), maxLength: 6).Best;
        Assert.Equal(6, best.Tokens.Length);
    }

    [Fact]
    public void A_sequence_does_not_gain_from_tokens_that_the_filters_exclude()
    {
        // 0.6 * 0.3 against 0.4 * 0.9; of the tokens that the filter leaves, the first two have 0.6 * 1.
        var network = new ScriptedNetwork(tokens => tokens switch
        {
            [Prompt] => [0, 0, 0.6, 0.4],
            [Prompt, 2] => [0.3, 0.7, 0, 0],
            [Prompt, 3] => [0.9, 0, 0.1, 0],
            _ => [1, 0, 0, 0],
        });
        var search = new BeamSearch(
            new DecodingSequence([Prompt], 6), Selector(new SuppressTokens([1])), new(Beams: 2), _ => false);
        Assert.Equal([Prompt, 3], Drive(search, network, sequences: 2).Best.Tokens);
    }

    [Fact]
    public void Patience_ends_the_search_at_a_number_of_results()
    {
        Assert.True(Steps(patience: 0.5) < Steps(patience: 1));
        Assert.True(Steps(patience: 1) < Steps(patience: 3));

        static int Steps(double patience)
        {
            var network = new ScriptedNetwork(_ => [0.3, 0.4, 0.3]);
            Run(network, new BeamSearchOptions(Beams: 2, patience), maxLength: 20);
            return network.Steps;
        }
    }

    [Fact]
    public void Any_patience_waits_for_a_result()
    {
        var network = new ScriptedNetwork(tokens => tokens.Length < 3 ? [0, 0.6, 0.4, 0] : [0.9, 0, 0, 0.1]);
        var best = Run(network, new BeamSearchOptions(Beams: 2, Patience: 0.1), maxLength: 6).Best;
        Assert.Equal([Prompt, 1, 1], best.Tokens);
    }

    [Fact]
    public void A_loop_of_the_best_sequence_ends_the_search_with_it()
    {
        var network = new ScriptedNetwork(_ => [0.001, 0.001, 0.001, 0.997]);
        var search = new BeamSearch(
            new DecodingSequence([Prompt], 400), Selector(), new(3), sequence => sequence.Generated.EndsWith([3, 3, 3, 3]));
        Drive(search, network, sequences: 3);
        Assert.Equal([3, 3, 3, 3], search.Best.Generated);
    }

    [Fact]
    public void Logits_that_are_not_numbers_are_an_error()
    {
        var search = new BeamSearch(new DecodingSequence([Prompt], 10), Selector(), new(2), _ => false);
        Assert.Throws<InvalidOperationException>(() => search.Advance(new SequenceLogits(new float[] { 0, float.NaN, 0, 0 }, 4, 4)));
    }

    [Fact]
    public void Samples_of_a_window_differ_and_the_likeliest_is_the_result()
    {
        var network = new RandomNetwork(vocabulary: 50, seed: 3);
        var selector = Selector();
        selector.BeginAttempt(1, temperature: 1);
        var search = new IndependentSearch(new DecodingSequence([Prompt], 12), selector, count: 4, _ => false);
        Drive(search, network, sequences: 4);
        Assert.Equal(4, search.Sequences.Select(sequence => string.Join(' ', sequence!.Tokens.ToArray())).Distinct().Count());
        Assert.Equal(search.Sequences.Max(sequence => sequence!.AverageLogProbability), search.Best.AverageLogProbability);
    }

    private static ISearch Run(INetwork network, BeamSearchOptions options, int maxLength)
        => Drive(new BeamSearch(new DecodingSequence([Prompt], maxLength), Selector(), options, _ => false), network, options.Beams);

    private static ISearch RunGreedy(INetwork network, int sequences)
        => Drive(new IndependentSearch(new DecodingSequence([Prompt], 6), Selector(), sequences, _ => false), network, sequences);

    private static TokenSelector Selector(params ILogitFilter[] filters) => new(filters, EndOfText, new float[] { 1, 2, 3 });

    /// <summary>Runs a search on a cache of tokens in place of keys and values, and checks that no sequence ever misses one.</summary>
    private static ISearch Drive(ISearch search, INetwork network, int sequences)
    {
        var cache = new int[sequences][];
        cache[0] = [];
        while (!search.IsFinished)
        {
            var logits = new float[sequences * network.Vocabulary];
            for (var index = 0; index < sequences; index++)
            {
                if (index >= search.Sequences.Count || search.Sequences[index] is not { IsFinished: false } sequence) continue;
                Assert.Equal(sequence.Tokens[..^1], cache[index]);
                cache[index] = sequence.Tokens.ToArray();
                network.Logits(sequence.Tokens).CopyTo(logits, index * network.Vocabulary);
            }

            foreach (var copy in search.Advance(new SequenceLogits(logits, network.Vocabulary, network.Vocabulary)))
                cache[copy.To] = [.. (cache[copy.To] ?? [])[..copy.Start], .. cache[copy.From][copy.Start..copy.End]];
        }

        return search;
    }

    private static IEnumerable<(int[] Tokens, double LogProbability, int Scored)> AllSequences(INetwork network, int maxLength)
    {
        return From([Prompt], 0);

        IEnumerable<(int[], double, int)> From(int[] tokens, double logProbability)
        {
            var logits = network.Logits(tokens);
            for (var token = 0; token < network.Vocabulary; token++)
            {
                var next = logProbability + Probability.LogOf(logits, token);
                int[] grown = token == EndOfText ? tokens : [.. tokens, token];
                if (token == EndOfText || grown.Length == maxLength) yield return (grown, next, tokens.Length);
                else foreach (var found in From(grown, next)) yield return found;
            }
        }
    }

    private interface INetwork
    {
        int Vocabulary { get; }
        float[] Logits(ReadOnlySpan<int> tokens);
    }

    private sealed class RandomNetwork(int vocabulary, int seed) : INetwork
    {
        public int Vocabulary => vocabulary;

        public float[] Logits(ReadOnlySpan<int> tokens)
        {
            var hash = seed;
            foreach (var token in tokens) hash = unchecked(hash * 31 + token + 7);
            var random = new Random(hash);
            return [.. Enumerable.Range(0, vocabulary).Select(_ => 3 * random.NextSingle())];
        }
    }

    private delegate double[] Script(ReadOnlySpan<int> tokens);

    private sealed class ScriptedNetwork(Script script) : INetwork
    {
        public int Steps { get; private set; }
        public int Vocabulary { get; } = script([Prompt]).Length;

        public float[] Logits(ReadOnlySpan<int> tokens)
        {
            Steps++;
            return [.. script(tokens).Select(probability => (float)Math.Log(probability))];
        }
    }
}
