using Speech.Onnx.Graphs;
using Speech.Onnx.Kernels;

namespace Speech.Onnx.Tests.Kernels;

public class Int8SelfAttentionTests
{
    private const int Heads = 3;

    /// <summary>Against the softmax of numbers that nothing rounded: what rounding to 8 bits costs is less than a hundredth of what the values scatter.</summary>
    [Theory]
    [InlineData(1, 397, 64)]
    [InlineData(2, 100, 32)]
    [InlineData(1, 65, 80)]
    [InlineData(3, 7, 20)]
    [InlineData(1, 1, 8)]
    public void It_attends_as_plain_arithmetic_does(int batch, int positions, int head)
    {
        Assert.SkipUnless(Int8SelfAttention.IsSupported, "This processor does not multiply bytes as this attention does (AVX-VNNI).");
        var random = new Random(5);
        float[] Draw(float size) => Array.ConvertAll(Graph.Random(random, batch * positions * Heads * head), x => x * size);
        // Scores far apart; a channel that is the same for all keys, and large; another that is always 0.
        float[] query = Draw(4), key = Draw(1), value = Draw(1);
        for (var i = 0; i < key.Length; i += Heads * head) (key[i], value[i]) = (30, 0);

        var expected = Expected(batch, positions, head, query, key, value);
        var actual = Run(batch, positions, head, query, key, value);

        Assert.Equal(expected.Length, actual.Length);
        var scatter = Math.Sqrt(value.Average(x => (double)x * x));
        var error = Math.Sqrt(expected.Zip(actual).Average(pair => Math.Pow(pair.First - pair.Second, 2)));
        Assert.True(error <= 0.006 * scatter, $"{error / scatter:P2} of what the values scatter");
        for (var i = 0; i < actual.Length; i += Heads * head) Assert.Equal(0, actual[i]);
    }

    [Fact]
    public void One_of_a_batch_is_attended_for_as_if_it_were_alone()
    {
        Assert.SkipUnless(Int8SelfAttention.IsSupported, "This processor does not multiply bytes as this attention does (AVX-VNNI).");
        const int positions = 50, head = 16, size = positions * Heads * head;
        var random = new Random(7);
        float[] query = Graph.Random(random, 2 * size), key = Graph.Random(random, 2 * size), value = Graph.Random(random, 2 * size);
        Assert.Equal(Run(1, positions, head, query[size..], key[size..], value[size..]), Run(2, positions, head, query, key, value)[size..]);
    }

    private static float[] Run(int batch, int positions, int head, float[] query, float[] key, float[] value)
    {
        var graph = new GraphWriter();
        long[] shape = [batch, positions, Heads * head];
        Edge Input(string name) => graph.Input(name, ElementType.Float, batch, positions, Heads * head);
        graph.Output("y", graph.Int8SelfAttention(Input("q"), Input("k"), Input("v"), Heads), ElementType.Float, batch, positions, Heads * head);
        return Graph.Run(graph, ("q", query, shape), ("k", key, shape), ("v", value, shape));
    }

    private static float[] Expected(int batch, int positions, int head, float[] query, float[] key, float[] value)
    {
        var width = Heads * head;
        var attended = new float[query.Length];
        for (var row = 0; row < batch; row++)
            for (var first = 0; first < width; first += head)
                for (var position = 0; position < positions; position++)
                {
                    int Place(int at) => (row * positions + at) * width + first;
                    var scores = Enumerable.Range(0, positions).Select(at => Enumerable.Range(0, head).Sum(c => (double)query[Place(position) + c] * key[Place(at) + c]) / Math.Sqrt(head)).ToArray();
                    var most = scores.Max();
                    var weights = Array.ConvertAll(scores, score => Math.Exp(score - most));
                    var total = weights.Sum();
                    for (var c = 0; c < head; c++) attended[Place(position) + c] = (float)(Enumerable.Range(0, positions).Sum(at => weights[at] * value[Place(at) + c]) / total);
                }

        return attended;
    }
}
