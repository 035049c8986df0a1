using System.Numerics;
using System.Text.Json;
using Speech.Diarization.Segmentation;
using Speech.Diarization.Tests.Golden;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Segmentation;

public class PowersetTests
{
    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Classes_are_in_the_order_of_the_network(int speakers, int maxSimultaneous)
    {
        using var golden = new GoldenTensors("network", $"powerset_{speakers}_{maxSimultaneous}.safetensors");
        Assert.Equal(golden.Floats("mapping"), new Powerset(speakers, maxSimultaneous).Sets.ToArray()
            .SelectMany(set => ToMultilabel(set, speakers)));
    }

    [Fact]
    public void Frames_get_the_most_likely_class()
    {
        using var golden = new GoldenTensors("network", "powerset_3_2.safetensors");
        var powerset = new Powerset(3, 2);
        var frames = new byte[golden.Shape("logprobs")[0]];
        powerset.Binarize(golden.Floats("logprobs"), frames);
        Assert.Equal(golden.Ints("argmax"), frames.Select(frame => powerset.Sets.IndexOf(frame)));
        Assert.Equal(golden.Floats("multilabel_hard"), frames.SelectMany(frame => ToMultilabel(frame, 3)));
    }

    [Fact]
    public void Marginals_and_cardinalities_match_the_reference()
    {
        using var golden = new GoldenTensors("network", "powerset_3_2.safetensors");
        var classes = new Powerset(3, 2).Sets.ToArray();
        Assert.Equal(golden.Floats("cardinality"), classes.Select(set => (float)BitOperations.PopCount(set)));
        var marginals = golden.Floats("logprobs").Chunk(classes.Length)
            .SelectMany(row => Enumerable.Range(0, 3)
                .Select(speaker => row.Zip(classes).Where(pair => (pair.Second >> speaker & 1) == 1).Sum(pair => Math.Exp(pair.First))));
        DoubleComparer.AssertClose([.. golden.Floats("multilabel_soft").Select(value => (double)value)], [.. marginals], 1e-6, "marginals");
    }

    [Fact]
    public void Permuting_speakers_permutes_classes()
    {
        var classes = new Powerset(3, 2).Sets.ToArray();
        var permutations = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "network",
            "powerset_permutations.json"))).RootElement.GetProperty("3_2");
        foreach (var permutation in permutations.EnumerateObject())
        {
            var order = permutation.Name.Trim('(', ')').Split(',').Select(int.Parse).ToArray();
            var permuted = classes.Select(set => (byte)order.Select((from, to) => (set >> from & 1) << to).Sum()).ToArray();
            Assert.Equal(permutation.Value.EnumerateArray().Select(value => value.GetInt32()),
                classes.Select(set => Array.IndexOf(permuted, set)));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9, 2)]
    [InlineData(3, 4)]
    [InlineData(3, 0)]
    public void Rejects_invalid_numbers_of_speakers(int speakers, int maxSimultaneous)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new Powerset(speakers, maxSimultaneous));

    private static IEnumerable<float> ToMultilabel(byte set, int speakers)
        => Enumerable.Range(0, speakers).Select(speaker => (float)(set >> speaker & 1));
}
