using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;

namespace Speech.Kernels.Tests;

public class Int8CausalAttentionTests
{
    private const int Heads = 3, Capacity = 40;

    /// <summary>Compares with attention in double precision: the error is less than a hundredth of the values' root mean square.</summary>
    [Theory]
    [InlineData(64)]
    [InlineData(20)]
    [InlineData(8)]
    public void Matches_unquantized_attention_within_a_hundredth(int head)
    {
        using var attention = new Attention(sequences: 2, head);
        var random = new Random(3);
        // A prompt of 17 tokens, and then 9 and 12 tokens of which the second sequence rewinds 4.
        (int Time, long[] Past)[] passes = [(17, [0, 0]), (9, [17, 17]), (12, [26, 22])];
        var expected = new Reference(sequences: 2, head);
        foreach (var (time, past) in passes)
        {
            float[] Draw() => KernelGraph.Random(random, 2 * time * Heads * head);
            var (query, key, value) = (Draw(), Draw(), Draw());
            var (right, actual) = (expected.Run(query, key, value, time, past), attention.Run(query, key, value, time, past));
            var error = Math.Sqrt(right.Zip(actual).Average(pair => Math.Pow(pair.First - pair.Second, 2)));
            var scale = Math.Sqrt(value.Average(x => (double)x * x));
            Assert.True(error <= 0.01 * scale, $"{error / scale:P2} of the root mean square");
        }
    }

    /// <summary>What a token yields depends neither on the other sequences nor on how many tokens a pass has.</summary>
    [Fact]
    public void A_sequence_is_computed_as_it_is_alone_and_token_by_token()
    {
        const int head = 16, time = 5, size = time * Heads * head;
        using Attention together = new(sequences: 2, head), alone = new(sequences: 1, head);
        var random = new Random(4);
        float[] Draw() => KernelGraph.Random(random, 2 * size);
        var (query, key, value) = (Draw(), Draw(), Draw());
        var expected = together.Run(query, key, value, time, [0, 0])[size..];
        for (var token = 0; token < time; token++)
        {
            var range = (size + token * Heads * head)..(size + (token + 1) * Heads * head);
            var actual = alone.Run(query[range], key[range], value[range], 1, [token]);
            Assert.Equal(expected[(range.Start.Value - size)..(range.End.Value - size)], actual);
        }
    }

    [Fact]
    public void Tokens_beyond_the_capacity_fail()
    {
        using var attention = new Attention(sequences: 1, head: 8);
        var tokens = new float[2 * Heads * 8];
        Assert.Throws<OnnxRuntimeException>(() => attention.Run(tokens, tokens, tokens, 2, [Capacity - 1]));
    }

    private sealed class Attention : IDisposable
    {
        private readonly InferenceSession _session;
        private readonly RunOptions _run = new();
        private readonly byte[] _cache;
        private readonly long[] _shape;
        private readonly int _head;

        public Attention(int sequences, int head)
        {
            (_head, _shape) = (head, [sequences, Heads, Capacity, Int8CausalAttention.PositionBytes(head)]);
            _cache = new byte[_shape.Aggregate((product, length) => product * length)];
            // Bytes that were left by another sequence: scales that are not numbers.
            Array.Fill(_cache, byte.MaxValue);
            var graph = new GraphWriter();
            Edge Input(string name) => graph.Input(name, ElementType.Float, "batch", "time", Heads * head);
            var outputs = graph.NamedNodes(["", "updated"], Int8CausalAttention.Name,
                [Input("q"), Input("k"), Input("v"), graph.Input("cache", ElementType.UInt8, "batch", Heads, Capacity, _shape[3]),
                    graph.Input("past", ElementType.Int64, "batch")], GraphWriter.CustomDomain);
            graph.Output("y", outputs[0], ElementType.Float, "batch", "time", Heads * head);
            graph.Output(outputs[1], ElementType.UInt8, "batch", Heads, Capacity, _shape[3]);
            _session = TestEnvironment.Instance.OpenSession(graph.ToModel(), ComputeProfile.CpuFp32);
        }

        public float[] Run(float[] query, float[] key, float[] value, int time, long[] past)
        {
            var output = new float[query.Length];
            OrtValue Tokens(float[] values) => OrtValue.CreateTensorValueFromMemory(values, [past.Length, time, Heads * _head]);
            using OrtValue q = Tokens(query), k = Tokens(key), v = Tokens(value), y = Tokens(output);
            using var cache = OrtValue.CreateTensorValueFromMemory(_cache, _shape);
            using var pasts = OrtValue.CreateTensorValueFromMemory(past, [past.Length]);
            _session.Run(_run, ["q", "k", "v", "cache", "past"], [q, k, v, cache, pasts], ["y", "updated"], [y, cache]);
            return output;
        }

        public void Dispose()
        {
            _run.Dispose();
            _session.Dispose();
        }
    }

    private sealed class Reference(int sequences, int head)
    {
        private readonly double[,,] _keys = new double[sequences, Capacity, Heads * head];
        private readonly double[,,] _values = new double[sequences, Capacity, Heads * head];

        public float[] Run(float[] query, float[] key, float[] value, int time, long[] past)
        {
            var width = Heads * head;
            var output = new float[query.Length];
            for (var sequence = 0; sequence < sequences; sequence++)
                for (var token = 0; token < time; token++)
                {
                    var (row, position) = ((sequence * time + token) * width, (int)past[sequence] + token);
                    for (var i = 0; i < width; i++)
                        (_keys[sequence, position, i], _values[sequence, position, i]) = (key[row + i], value[row + i]);
                    for (var first = 0; first < width; first += head)
                    {
                        var scores = Enumerable.Range(0, position + 1).Select(at => Enumerable.Range(first, head)
                            .Sum(i => query[row + i] * _keys[sequence, at, i]) / Math.Sqrt(head)).ToArray();
                        var weights = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
                        var total = weights.Sum();
                        for (var i = first; i < first + head; i++)
                            output[row + i] = (float)weights.Select((weight, at) => weight / total * _values[sequence, at, i]).Sum();
                    }
                }

            return output;
        }
    }
}
