using Speech.Onnx.Graphs;

namespace Speech.Kernels.Tests;

public class Int8CrossAttentionTests
{
    // The cache has room for more positions than a window has.
    private const int Heads = 3, Spare = 70;

    /// <summary>Compares with straightforward attention to the same rounded keys and values.</summary>
    [Theory]
    [InlineData(1, 1, 1500, 64)]
    [InlineData(2, 5, 1500, 64)]
    [InlineData(3, 2, 64, 64)]
    [InlineData(1, 37, 100, 16)]
    [InlineData(2, 3, 65, 80)]
    [InlineData(1, 4, 1, 8)]
    public void Matches_attention_to_the_rounded_keys_and_values(int batch, int time, int positions, int head)
    {
        var random = new Random(5);
        var query = KernelGraph.Random(random, batch * time * Heads * head);
        var key = KernelGraph.Random(random, batch * positions * Heads * head);
        var value = KernelGraph.Random(random, batch * positions * Heads * head);
        // Scores of different magnitude, and a channel that is always 0.
        for (var i = 0; i < query.Length; i++) query[i] *= 8;
        for (var i = 0; i < key.Length; i += Heads * head) key[i] = value[i] = 0;

        var (roundedKey, roundedValue) = (Rounded(key, batch, positions, head), Rounded(value, batch, positions, head));
        var (output, weights) = Expected(batch, time, positions, head, query, roundedKey, roundedValue);
        Within(2e-5, output, Run(batch, time, positions, head, query, key, value, returnsWeights: false));
        Within(2e-5, weights, Run(batch, time, positions, head, query, key, value, returnsWeights: true));
    }

    [Fact]
    public void Tokens_of_one_pass_are_computed_as_they_are_alone()
    {
        const int time = 21, positions = 333, head = 64, width = Heads * head;
        var random = new Random(6);
        var query = KernelGraph.Random(random, time * width);
        float[] key = KernelGraph.Random(random, positions * width), value = KernelGraph.Random(random, positions * width);
        var joint = Run(1, time, positions, head, query, key, value, returnsWeights: false);
        for (var i = 0; i < time; i++)
        {
            var token = (i * width)..((i + 1) * width);
            Within(1e-6, joint[token], Run(1, 1, positions, head, query[token], key, value, returnsWeights: false));
        }
    }

    // Returns the weights of the last head and the first, in this order.
    private static float[] Run(int batch, int time, int positions, int head, float[] query, float[] key, float[] value, bool returnsWeights)
    {
        var graph = new GraphWriter();
        var width = Heads * head;
        var keys = Quantize("k", isKey: 1);
        var values = Quantize("v", isKey: 0);
        var outputs = graph.Custom(Int8CrossAttention.Name, 2, graph.Input("q", ElementType.Float, batch, time, width),
            keys[0], values[0], keys[1], values[1], graph.Constant<float>(LogWeights(batch, positions), batch, positions + Spare),
            graph.Integers(Heads - 1, 0), graph.Integers(returnsWeights ? 1 : 0));
        if (returnsWeights) graph.Output("y", outputs[1], ElementType.Float, batch, 2, time, positions + Spare);
        else graph.Output("y", outputs[0], ElementType.Float, batch, time, width);
        return KernelGraph.Run(
            graph, ("q", query, [batch, time, width]), ("k", key, [batch, positions, width]), ("v", value, [batch, positions, width]));

        Edge[] Quantize(string name, long isKey) => graph.Custom(CrossAttentionCacheQuantizer.Name, 2,
            graph.Input(name, ElementType.Float, batch, positions, width), graph.Integers(Heads), graph.Integers(isKey),
            graph.Integers(positions + Spare));
    }

    // A position stands for one to three.
    private static int TimesOf(int position) => 1 + position % 3;

    private static float[] LogWeights(int batch, int positions)
    {
        float[] window = [
            .. Enumerable.Range(0, positions).Select(position => MathF.Log(TimesOf(position))),
            .. Enumerable.Repeat(float.NegativeInfinity, Spare)];
        return [.. Enumerable.Repeat(window, batch).SelectMany(weights => weights)];
    }

    /// <summary>Rounds each channel to 127 steps of its largest magnitude.</summary>
    private static double[] Rounded(float[] x, int batch, int positions, int head)
    {
        var width = Heads * head;
        var rounded = new double[x.Length];
        for (var row = 0; row < batch; row++)
            for (var channel = 0; channel < width; channel++)
            {
                var indices = Enumerable.Range(0, positions).Select(position => (row * positions + position) * width + channel).ToList();
                var step = Math.Max(indices.Max(index => Math.Abs(x[index])) / 127f, 1e-12f);
                foreach (var index in indices) rounded[index] = MathF.Round(x[index] * (1 / step)) * (double)step;
            }

        return rounded;
    }

    private static (float[] Output, float[] Weights) Expected(
        int batch, int time, int positions, int head, float[] query, double[] key, double[] value)
    {
        var width = Heads * head;
        float[] output = new float[batch * time * width], weights = new float[batch * 2 * time * (positions + Spare)];
        for (var row = 0; row < batch; row++)
            for (var token = 0; token < time; token++)
                for (var h = 0; h < Heads; h++)
                {
                    int QueryIndex(int channel) => (row * time + token) * width + channel;
                    int KeyIndex(int position, int channel) => (row * positions + position) * width + channel;
                    double Dot(int position)
                        => Enumerable.Range(h * head, head).Sum(c => query[QueryIndex(c)] * key[KeyIndex(position, c)]);
                    double Sum(double[] factors, int c)
                        => Enumerable.Range(0, positions).Sum(position => factors[position] * value[KeyIndex(position, c)]);
                    var scores = Enumerable.Range(0, positions).Select(position => Dot(position) / Math.Sqrt(head)).ToArray();
                    var powers = scores.Select((score, position) => TimesOf(position) * Math.Exp(score - scores.Max())).ToArray();
                    var sum = powers.Sum();
                    for (var c = h * head; c < (h + 1) * head; c++)
                        output[QueryIndex(c)] = (float)(Sum(powers, c) / sum);
                    if (h is 1) continue;
                    var first = ((row * 2 + (h == 0 ? 1 : 0)) * time + token) * (positions + Spare);
                    for (var position = 0; position < positions; position++) weights[first + position] = (float)(powers[position] / sum);
                }

        return (output, weights);
    }

    private static void Within(double tolerance, float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"at {i}: {actual[i]} for {expected[i]}");
    }
}
