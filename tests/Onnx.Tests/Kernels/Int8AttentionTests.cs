using Speech.Onnx.Graphs;

namespace Speech.Onnx.Tests.Kernels;

public class Int8AttentionTests
{
    private const int Heads = 3;

    /// <summary>The law: what is rounded and attended to here is what plain arithmetic makes of the same rounded numbers.</summary>
    [Theory]
    [InlineData(1, 1, 1500, 64)]
    [InlineData(2, 5, 1500, 64)]
    [InlineData(3, 2, 64, 64)]
    [InlineData(1, 37, 100, 16)]
    [InlineData(2, 3, 65, 80)]
    [InlineData(1, 4, 1, 8)]
    public void It_attends_as_plain_arithmetic_does(int batch, int time, int positions, int head)
    {
        var random = new Random(5);
        float[] query = Graph.Random(random, batch * time * Heads * head), key = Graph.Random(random, batch * positions * Heads * head), value = Graph.Random(random, batch * positions * Heads * head);
        // Scores far apart, and a channel that is always 0.
        for (var i = 0; i < query.Length; i++) query[i] *= 8;
        for (var i = 0; i < key.Length; i += Heads * head) key[i] = value[i] = 0;

        var (attended, listened) = Expected(batch, time, positions, head, query, Rounded(key, batch, positions, head), Rounded(value, batch, positions, head));
        Within(2e-5, attended, Run(batch, time, positions, head, query, key, value, wantsListened: false));
        Within(2e-5, listened, Run(batch, time, positions, head, query, key, value, wantsListened: true));
    }

    [Fact]
    public void Tokens_together_are_attended_for_as_each_alone()
    {
        const int time = 21, positions = 333, head = 64, width = Heads * head;
        var random = new Random(6);
        float[] query = Graph.Random(random, time * width), key = Graph.Random(random, positions * width), value = Graph.Random(random, positions * width);
        var together = Run(1, time, positions, head, query, key, value, wantsListened: false);
        for (var i = 0; i < time; i++)
            Within(1e-6, together[(i * width)..((i + 1) * width)], Run(1, 1, positions, head, query[(i * width)..((i + 1) * width)], key, value, wantsListened: false));
    }

    // The softmax of the last head and the first is asked for, in that order.
    private static float[] Run(int batch, int time, int positions, int head, float[] query, float[] key, float[] value, bool wantsListened)
    {
        var graph = new GraphWriter();
        var (keys, keyScales) = graph.AudioRounding(graph.Input("k", ElementType.Float, batch, positions, Heads * head), Heads, areKeys: true, "keys", "key_scales");
        var (values, valueScales) = graph.AudioRounding(graph.Input("v", ElementType.Float, batch, positions, Heads * head), Heads, areKeys: false, "values", "value_scales");
        var (attended, listened) = graph.Int8Attention(
            graph.Input("q", ElementType.Float, batch, time, Heads * head), keys, values, keyScales, valueScales, graph.Integers(Heads - 1, 0), graph.Integers(wantsListened ? 1 : 0));
        if (wantsListened) graph.Output("y", listened, ElementType.Float, batch, 2, time, positions);
        else graph.Output("y", attended, ElementType.Float, batch, time, Heads * head);
        return Graph.Run(graph, ("q", query, [batch, time, Heads * head]), ("k", key, [batch, positions, Heads * head]), ("v", value, [batch, positions, Heads * head]));
    }

    /// <summary>To the nearest of 127 steps of each channel's largest.</summary>
    private static double[] Rounded(float[] x, int batch, int positions, int head)
    {
        var width = Heads * head;
        var rounded = new double[x.Length];
        for (var row = 0; row < batch; row++)
            for (var channel = 0; channel < width; channel++)
            {
                var places = Enumerable.Range(0, positions).Select(position => (row * positions + position) * width + channel).ToList();
                var step = Math.Max(places.Max(place => Math.Abs(x[place])) / 127f, 1e-12f);
                foreach (var place in places) rounded[place] = MathF.Round(x[place] * (1 / step)) * (double)step;
            }

        return rounded;
    }

    private static (float[] Attended, float[] Listened) Expected(int batch, int time, int positions, int head, float[] query, double[] key, double[] value)
    {
        var width = Heads * head;
        float[] attended = new float[batch * time * width], listened = new float[batch * 2 * time * positions];
        for (var row = 0; row < batch; row++)
            for (var token = 0; token < time; token++)
                for (var h = 0; h < Heads; h++)
                {
                    double Dot(int position) => Enumerable.Range(h * head, head).Sum(c => query[(row * time + token) * width + c] * key[(row * positions + position) * width + c]);
                    var scores = Enumerable.Range(0, positions).Select(position => Dot(position) / Math.Sqrt(head)).ToArray();
                    var powers = Array.ConvertAll(scores, score => Math.Exp(score - scores.Max()));
                    var sum = powers.Sum();
                    for (var c = h * head; c < (h + 1) * head; c++)
                        attended[(row * time + token) * width + c] = (float)(Enumerable.Range(0, positions).Sum(position => powers[position] * value[(row * positions + position) * width + c]) / sum);
                    if (h is 1) continue;
                    for (var position = 0; position < positions; position++) listened[((row * 2 + (h == 0 ? 1 : 0)) * time + token) * positions + position] = (float)(powers[position] / sum);
                }

        return (attended, listened);
    }

    private static void Within(double tolerance, float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"at {i}: {actual[i]} for {expected[i]}");
    }
}
