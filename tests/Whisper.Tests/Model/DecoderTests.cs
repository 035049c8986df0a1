using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.Whisper.Model;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Model;

public class DecoderTests
{
    public static TheoryData<string, int[]> Splits()
    {
        var data = new TheoryData<string, int[]>();
        foreach (var version in new[] { "v2", "v3", "v3-assistant" })
        {
            int[][] splits = [[16], [.. Enumerable.Repeat(1, 16)], [4, .. Enumerable.Repeat(1, 12)], [5, 5, 5, 1], [4, 7, 5]];
            foreach (var split in splits) data.Add(version, split);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void Logits_match_the_reference_for_every_split_of_the_tokens(string version, int[] parts)
    {
        using var golden = new GoldenModel(version);
        using var cache = golden.Model.CreateCacheFor(golden.Hidden);
        var vocabulary = golden.Model.Decoder.VocabularySize;
        var past = 0;
        foreach (var part in parts)
        {
            var logits = golden.Model.Decoder.Run(cache, 0, [past], golden.Tokens[past..(past + part)], Indices(part)).Span;
            for (var i = 0; i < part; i++) golden.Check(logits.Slice(i * vocabulary, vocabulary), past + i);
            past += part;
        }
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    [InlineData("v3-assistant")]
    public void Sequences_at_different_positions_share_a_pass(string version)
    {
        using var golden = new GoldenModel(version);
        using var cache = golden.Model.CreateCacheFor(golden.Hidden, slots: 4);
        var vocabulary = golden.Model.Decoder.VocabularySize;
        long[] past = [0, 0, 0, 0];
        // New tokens per sequence and pass; shorter sequences are padded with a token that must have no effect.
        foreach (int[] newTokens in new int[][] { [4, 1, 7, 2], [1, 5, 1, 3], [3, 3, 3, 3], [1, 1, 1, 1] })
        {
            var time = newTokens.Max();
            var tokens = Enumerable.Range(0, 4 * time).Select(i => Math.DivRem(i, time))
                .Select(at => at.Remainder < newTokens[at.Quotient] ? golden.Tokens[past[at.Quotient] + at.Remainder] : 50_000L).ToArray();
            var indices = newTokens.Select(f => f - 1L).ToArray();
            var logits = golden.Model.Decoder.Run(cache, 0, past, tokens, indices).Span;
            for (var sequence = 0; sequence < 4; sequence++)
            {
                past[sequence] += newTokens[sequence];
                golden.Check(logits.Slice(sequence * vocabulary, vocabulary), (int)past[sequence] - 1);
            }
        }
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public void A_rewound_sequence_continues_as_before(string version)
    {
        using var golden = new GoldenModel(version);
        using var cache = golden.Model.CreateCacheFor(golden.Hidden, slots: 2);
        var vocabulary = golden.Model.Decoder.VocabularySize;
        golden.Model.Decoder.Run(cache, 0, [0, 0], [.. golden.Tokens[..6], .. golden.Tokens[..4], 7, 8], Indices(1, 1));
        // Sequence 1 is rewound by its two wrong tokens.
        var logits = golden.Model.Decoder.Run(cache, 0, [6, 4], [golden.Tokens[6], golden.Tokens[4]], [0, 0]).Span;
        golden.Check(logits[..vocabulary], 6);
        golden.Check(logits[vocabulary..], 4);
    }

    [Fact]
    public void A_copied_sequence_continues_like_the_original()
    {
        using var golden = new GoldenModel("v3");
        using var cache = golden.Model.CreateCacheFor(golden.Hidden, slots: 3);
        golden.Model.Decoder.Run(cache, 2, [0], golden.Tokens[..6], [5]);
        cache.Copy(from: 2, to: 0, length: 6);
        golden.Check(golden.Model.Decoder.Run(cache, 0, [6], golden.Tokens[6..7], [0]).Span, 6);
    }

    [Fact]
    public void Tokens_beyond_the_capacity_are_rejected()
    {
        using var golden = new GoldenModel("v2");
        using var cache = golden.Model.CreateCacheFor(golden.Hidden);
        var tokens = new long[KeyValueCache.PaddingCapacity + 1];
        Assert.Throws<ArgumentException>(() => golden.Model.Decoder.Run(cache, 0, [448], tokens, [0]).Length);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public void Fused_steps_match_the_decomposed_attention_with_a_quantized_cache(string version)
    {
        using var pair = new Pair(version, slots: 3);
        long[] prompts = [.. pair.Tokens[..6], .. pair.Tokens[..6], .. pair.Tokens[..6]];
        foreach (var cache in new[] { pair.Fused, pair.Decomposed }) pair.Decoder.Run(cache, 0, [0, 0, 0], prompts, [5, 5, 5]);
        // Sequences at different positions, one of them rewound.
        long[] past = [6, 3, 5];
        for (var step = 0; step < 8; step++)
        {
            var fused = pair.Decoder.Run(pair.Fused, 0, past, [.. past.Select(position => pair.Tokens[position])], [0, 0, 0]).ToArray();
            // Several tokens of several sequences use the decomposed graph; the second token has no logits and is rewound by the next step.
            long[] tokens = [.. past.SelectMany(position => pair.Tokens[(int)position..((int)position + 2)])];
            var decomposed = pair.Decoder.Run(pair.Decomposed, 0, past, tokens, [0, 0, 0]).ToArray();
            Compare.Within(1e-4f, decomposed, fused, $"logits of step {step}");
            for (var sequence = 0; sequence < 3; sequence++) past[sequence]++;
        }
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public void Fused_passes_of_several_tokens_match_the_decomposed_attention_with_a_quantized_cache(string version)
    {
        using var pair = new Pair(version, slots: 2);
        // A prompt, a draft, a pass that starts in the middle of the draft, and one token.
        foreach (var (past, count) in new[] { (0, 5), (5, 6), (8, 4), (12, 1) })
        {
            var indices = Indices(count);
            var together = pair.Decoder.Run(pair.Fused, 1, [past], pair.Tokens[past..(past + count)], indices).ToArray();
            // The same tokens in two sequences, with one token more: these use the decomposed graph.
            var more = pair.Tokens[past..(past + count + 1)];
            var decomposed = pair.Decoder.Run(pair.Decomposed, 0, [past, past], [.. more, .. more], [.. indices, .. indices]).ToArray();
            Compare.Within(1e-4f, decomposed.AsSpan(0, together.Length), together, $"logits of the pass at {past}");
        }
    }

    private static long[] Indices(int count, int sequences = 0)
        => sequences == 0 ? [.. Enumerable.Range(0, count).Select(i => (long)i)] : [.. Enumerable.Repeat(0L, sequences + 1)];

    /// <summary>
    /// A model with a quantized cross-attention cache and two caches: one for passes of the fused graph, one for passes of the decomposed
    /// graph.
    /// </summary>
    private sealed class Pair : IDisposable
    {
        private readonly GoldenModel _golden;
        private readonly TinyModel _model;

        public Pair(string version, int slots)
        {
            _golden = new GoldenModel(version);
            _model = new TinyModel(Reference.PathOf("whisper", $"tiny-random-{version}"), ComputeProfile.CpuMixed);
            (Fused, Decomposed) = (_model.CreateCacheFor(_golden.Hidden, slots), _model.CreateCacheFor(_golden.Hidden, slots));
        }

        public Decoder Decoder => _model.Decoder;
        public long[] Tokens => _golden.Tokens;
        public KeyValueCache Fused { get; }
        public KeyValueCache Decomposed { get; }

        public void Dispose()
        {
            Decomposed.Dispose();
            Fused.Dispose();
            _model.Dispose();
            _golden.Dispose();
        }
    }

    /// <summary>A checkpoint, forced tokens, and the reference's logits.</summary>
    private sealed class GoldenModel : IDisposable
    {
        private readonly GoldenCase _golden;
        private readonly float[] _expected;
        private readonly int[] _columns;

        public GoldenModel(string version)
        {
            Model = new TinyModel($"tiny-random-{version}");
            _golden = new GoldenCase($"decoder-{version}");
            Tokens = [.. _golden.Ints("tokens").Select(t => (long)t)];
            _expected = _golden.Floats("logits_jfk");
            _columns = _golden.Ints("logits_vocab_ids");
            using var encoder = new GoldenCase($"encoder-{version[..2]}");
            Hidden = encoder.Floats("encoder_jfk");
        }

        public TinyModel Model { get; }
        public long[] Tokens { get; }
        public float[] Hidden { get; }

        public void Check(ReadOnlySpan<float> logits, int position)
        {
            var actual = Pick(logits, _columns);
            var expected = _expected.AsSpan(position * actual.Length, actual.Length);
            Compare.Within(_golden.Tolerance("logits_jfk"), expected, actual, $"logits of position {position}");
        }

        public void Dispose()
        {
            Model.Dispose();
            _golden.Dispose();
        }

        private static float[] Pick(ReadOnlySpan<float> logits, int[] columns)
        {
            var picked = new float[columns.Length];
            for (var i = 0; i < columns.Length; i++) picked[i] = logits[columns[i]];
            return picked;
        }
    }
}
