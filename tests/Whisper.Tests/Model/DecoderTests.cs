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
            foreach (var split in new int[][] { [16], [.. Enumerable.Repeat(1, 16)], [4, .. Enumerable.Repeat(1, 12)], [5, 5, 5, 1], [4, 7, 5] })
                data.Add(version, split);
        return data;
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void Logits_are_the_references_however_the_tokens_are_split(string version, int[] pieces)
    {
        using var rig = new Rig(version);
        using var cache = rig.Model.Listening(rig.Hidden);
        var past = 0;
        foreach (var piece in pieces)
        {
            var logits = rig.Model.Decoder.Run(cache, 0, [past], rig.Tokens[past..(past + piece)], Places(piece));
            for (var i = 0; i < piece; i++) rig.Check(logits.Slice(i * rig.Model.Decoder.Vocabulary, rig.Model.Decoder.Vocabulary), past + i);
            past += piece;
        }
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    [InlineData("v3-assistant")]
    public void Rows_at_different_positions_share_a_pass(string version)
    {
        using var rig = new Rig(version);
        using var cache = rig.Model.Listening(rig.Hidden, rows: 4);
        var vocabulary = rig.Model.Decoder.Vocabulary;
        long[] past = [0, 0, 0, 0];
        // New tokens per row and pass; shorter rows are padded with a token that must not matter.
        foreach (int[] fresh in new int[][] { [4, 1, 7, 2], [1, 5, 1, 3], [3, 3, 3, 3], [1, 1, 1, 1] })
        {
            var time = fresh.Max();
            var tokens = Enumerable.Range(0, 4).SelectMany(r => Enumerable.Range(0, time).Select(t => t < fresh[r] ? rig.Tokens[past[r] + t] : 50_000L)).ToArray();
            var at = fresh.Select(f => f - 1L).ToArray();
            var logits = rig.Model.Decoder.Run(cache, 0, past, tokens, at);
            for (var row = 0; row < 4; row++)
            {
                past[row] += fresh[row];
                rig.Check(logits.Slice(row * vocabulary, vocabulary), (int)past[row] - 1);
            }
        }
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public void A_rewound_row_goes_on_as_if_nothing_had_been(string version)
    {
        using var rig = new Rig(version);
        using var cache = rig.Model.Listening(rig.Hidden, rows: 2);
        var vocabulary = rig.Model.Decoder.Vocabulary;
        rig.Model.Decoder.Run(cache, 0, [0, 0], [.. rig.Tokens[..6], .. rig.Tokens[..4], 7, 8], Places(1, 1));
        // Row 1 forgets its two wrong tokens.
        var logits = rig.Model.Decoder.Run(cache, 0, [6, 4], [rig.Tokens[6], rig.Tokens[4]], [0, 0]);
        rig.Check(logits[..vocabulary], 6);
        rig.Check(logits[vocabulary..], 4);
    }

    [Fact]
    public void A_copied_row_goes_on_like_the_one_it_was_copied_from()
    {
        using var rig = new Rig("v3");
        using var cache = rig.Model.Listening(rig.Hidden, rows: 3);
        rig.Model.Decoder.Run(cache, 2, [0], rig.Tokens[..6], [5]);
        cache.Copy(from: 2, to: 0, length: 6);
        rig.Check(rig.Model.Decoder.Run(cache, 0, [6], rig.Tokens[6..7], [0]), 6);
    }

    [Fact]
    public void Tokens_that_do_not_fit_are_refused_before_they_overwrite_anything()
    {
        using var rig = new Rig("v2");
        using var cache = rig.Model.Listening(rig.Hidden);
        Assert.Throws<ArgumentException>(() => rig.Model.Decoder.Run(cache, 0, [448], new long[RowCache.Slack + 1], [0]).Length);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public void Steps_that_listen_in_eight_bits_compute_what_the_spelt_out_attention_computes(string version)
    {
        using var pair = new Pair(version, rows: 3);
        foreach (var cache in new[] { pair.Fused, pair.Spelt }) pair.Decoder.Run(cache, 0, [0, 0, 0], [.. pair.Tokens[..6], .. pair.Tokens[..6], .. pair.Tokens[..6]], [5, 5, 5]);
        // Rows at different places, one of them rewound.
        long[] past = [6, 3, 5];
        for (var step = 0; step < 8; step++)
        {
            var stepped = pair.Decoder.Run(pair.Fused, 0, past, [.. past.Select(place => pair.Tokens[place])], [0, 0, 0]).ToArray();
            // Several tokens of several rows are spelt out; the second one's logits are not asked for, and the next step rewinds it.
            var spelt = pair.Decoder.Run(pair.Spelt, 0, past, [.. past.SelectMany(place => pair.Tokens[(int)place..((int)place + 2)])], [0, 0, 0]).ToArray();
            Compare.Within(1e-4f, spelt, stepped, $"logits of step {step}");
            for (var row = 0; row < 3; row++) past[row]++;
        }
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v3")]
    public void Several_tokens_of_one_row_that_listens_in_eight_bits_too(string version)
    {
        using var pair = new Pair(version, rows: 2);
        // A prompt, a pass over a draft, one that begins again in the middle of it, and one token.
        foreach (var (past, count) in new[] { (0, 5), (5, 6), (8, 4), (12, 1) })
        {
            var at = Places(count);
            var together = pair.Decoder.Run(pair.Fused, 1, [past], pair.Tokens[past..(past + count)], at).ToArray();
            // The same in two rows, with one token more: that is spelt out.
            var more = pair.Tokens[past..(past + count + 1)];
            var spelt = pair.Decoder.Run(pair.Spelt, 0, [past, past], [.. more, .. more], [.. at, .. at]).ToArray();
            Compare.Within(1e-4f, spelt.AsSpan(0, together.Length), together, $"logits of the pass at {past}");
        }
    }

    private static long[] Places(int count, int rows = 0)
        => rows == 0 ? [.. Enumerable.Range(0, count).Select(i => (long)i)] : [.. Enumerable.Repeat(0L, rows + 1)];

    /// <summary>A model that listens in 8 bits, and two memories for it: one for passes of one row or one token a row, one for passes that are spelt out.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly Rig _golden;
        private readonly TinyModel _model;

        public Pair(string version, int rows)
        {
            _golden = new Rig(version);
            _model = new TinyModel(Reference.PathOf("whisper", $"tiny-random-{version}"), ComputeProfile.CpuMixed);
            (Fused, Spelt) = (_model.Listening(_golden.Hidden, rows), _model.Listening(_golden.Hidden, rows));
        }

        public Decoder Decoder => _model.Decoder;
        public long[] Tokens => _golden.Tokens;
        public RowCache Fused { get; }
        public RowCache Spelt { get; }

        public void Dispose()
        {
            Spelt.Dispose();
            Fused.Dispose();
            _model.Dispose();
            _golden.Dispose();
        }
    }

    /// <summary>A checkpoint, the tokens forced on it, and the reference's logits.</summary>
    private sealed class Rig : IDisposable
    {
        private readonly GoldenCase _golden;
        private readonly float[] _expected;
        private readonly int[] _columns;

        public Rig(string version)
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
