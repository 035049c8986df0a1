using System.Runtime.Intrinsics.X86;
using Speech.Onnx.Graphs;

namespace Speech.Kernels.Tests;

public class Int8SelfAttentionTests
{
    private const string NotSupported = "This processor has neither AVX-VNNI nor AVX2, or AVX-512 without AVX-VNNI.";
    private const int Heads = 3;

    /// <summary>Compares with attention in double precision: the error is less than a hundredth of the values' root mean square.</summary>
    [Fact]
    public void Matches_unquantized_attention_within_a_hundredth()
    {
        Assert.SkipUnless(Int8SelfAttention.IsSupported, NotSupported);
        (int Batch, int Positions, int Head)[] shapes = [(1, 397, 64), (2, 100, 32), (1, 65, 80), (3, 7, 20), (1, 1, 8)];
        Assert.Multiple([.. shapes.Select(shape => (Action)(() => CompareWithReference(shape.Batch, shape.Positions, shape.Head)))]);
    }

    [Fact]
    public void An_element_of_a_batch_is_computed_as_it_is_alone()
    {
        Assert.SkipUnless(Int8SelfAttention.IsSupported, NotSupported);
        const int positions = 50, head = 16, size = positions * Heads * head;
        var random = new Random(7);
        var query = KernelGraph.Random(random, 2 * size);
        float[] key = KernelGraph.Random(random, 2 * size), value = KernelGraph.Random(random, 2 * size);
        var alone = Run(1, positions, head, query[size..], key[size..], value[size..]);
        Assert.Equal(alone, Run(2, positions, head, query, key, value)[size..]);
    }

    private static void CompareWithReference(int batch, int positions, int head)
    {
        var random = new Random(5);
        float[] Draw(float size) => Array.ConvertAll(KernelGraph.Random(random, batch * positions * Heads * head), x => x * size);
        // Scores of different magnitude; a large channel that is equal in all keys; another that is always 0.
        float[] query = Draw(4), key = Draw(1), value = Draw(1);
        for (var i = 0; i < key.Length; i += Heads * head) (key[i], value[i]) = (30, 0);

        var expected = Expected(batch, positions, head, query, key, value);
        var actual = Run(batch, positions, head, query, key, value);

        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Sqrt(value.Average(x => (double)x * x));
        var error = Math.Sqrt(expected.Zip(actual).Average(pair => Math.Pow(pair.First - pair.Second, 2)));
        // Without AVX-VNNI keys and values have seven bits.
        Assert.True(error <= (AvxVnni.IsSupported ? 0.006 : 0.008) * scale, $"{error / scale:P2} of the root mean square");
        for (var i = 0; i < actual.Length; i += Heads * head) Assert.Equal(0, actual[i]);
    }

    // A position stands for one to eight.
    private static int TimesOf(int position) => position % 16 == 5 ? 8 : 1 + position % 2;

    private static float[] Run(int batch, int positions, int head, float[] query, float[] key, float[] value)
    {
        var graph = new GraphWriter();
        long[] shape = [batch, positions, Heads * head];
        Edge Input(string name) => graph.Input(name, ElementType.Float, batch, positions, Heads * head);
        var outputs = graph.Custom(Int8SelfAttention.Name, 1, Input("q"), Input("k"), Input("v"), graph.Integers(Heads),
            graph.Constant<float>([.. Enumerable.Range(0, positions).Select(at => MathF.Log(TimesOf(at)))], positions));
        graph.Output("y", outputs[0], ElementType.Float, batch, positions, Heads * head);
        return KernelGraph.Run(graph, ("q", query, shape), ("k", key, shape), ("v", value, shape));
    }

    private static float[] Expected(int batch, int positions, int head, float[] query, float[] key, float[] value)
    {
        var width = Heads * head;
        var output = new float[query.Length];
        for (var row = 0; row < batch; row++)
            for (var first = 0; first < width; first += head)
                for (var position = 0; position < positions; position++)
                {
                    int Index(int at) => (row * positions + at) * width + first;
                    double Dot(int at) => Enumerable.Range(0, head).Sum(c => (double)query[Index(position) + c] * key[Index(at) + c]);
                    double Sum(double[] factors, int c) => Enumerable.Range(0, positions).Sum(at => factors[at] * value[Index(at) + c]);
                    var scores = Enumerable.Range(0, positions).Select(at => Dot(at) / Math.Sqrt(head)).ToArray();
                    var most = scores.Max();
                    var weights = scores.Select((score, at) => TimesOf(at) * Math.Exp(score - most)).ToArray();
                    var total = weights.Sum();
                    for (var c = 0; c < head; c++) output[Index(position) + c] = (float)(Sum(weights, c) / total);
                }

        return output;
    }
}
