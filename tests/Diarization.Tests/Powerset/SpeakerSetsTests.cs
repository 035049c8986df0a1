using System.Numerics;
using System.Text.Json;
using Speech.Diarization.Powerset;
using Speech.Diarization.Tests.Golden;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Powerset;

public class SpeakerSetsTests
{
    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Classes_stand_in_the_networks_order(int speakers, int atOnce)
    {
        using var golden = new GoldenTensors("network", $"powerset_{speakers}_{atOnce}.safetensors");
        Assert.Equal(golden.Floats("mapping"), new SpeakerSets(speakers, atOnce).Classes.ToArray().SelectMany(set => Row(set, speakers)));
    }

    [Fact]
    public void Frames_get_the_likeliest_set()
    {
        using var golden = new GoldenTensors("network", "powerset_3_2.safetensors");
        var sets = new SpeakerSets(3, 2);
        var frames = new byte[golden.Shape("logprobs")[0]];
        sets.Decode(golden.Floats("logprobs"), frames);
        Assert.Equal(golden.Ints("argmax"), frames.Select(frame => sets.Classes.IndexOf(frame)));
        Assert.Equal(golden.Floats("multilabel_hard"), frames.SelectMany(frame => Row(frame, 3)));
    }

    [Fact]
    public void Marginals_and_sizes_follow_from_the_classes()
    {
        using var golden = new GoldenTensors("network", "powerset_3_2.safetensors");
        var classes = new SpeakerSets(3, 2).Classes.ToArray();
        Assert.Equal(golden.Floats("cardinality"), classes.Select(set => (float)BitOperations.PopCount(set)));
        var marginals = golden.Floats("logprobs").Chunk(classes.Length)
            .SelectMany(row => Enumerable.Range(0, 3).Select(speaker => row.Zip(classes).Where(one => (one.Second >> speaker & 1) == 1).Sum(one => Math.Exp(one.First))));
        Close.To([.. golden.Floats("multilabel_soft").Select(value => (double)value)], [.. marginals], 1e-6, "marginals");
    }

    [Fact]
    public void Exchanging_speakers_exchanges_classes()
    {
        var classes = new SpeakerSets(3, 2).Classes.ToArray();
        var permutations = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "network", "powerset_permutations.json"))).RootElement.GetProperty("3_2");
        foreach (var permutation in permutations.EnumerateObject())
        {
            var order = permutation.Name.Trim('(', ')').Split(',').Select(int.Parse).ToArray();
            var exchanged = classes.Select(set => (byte)order.Select((from, to) => (set >> from & 1) << to).Sum()).ToArray();
            Assert.Equal(permutation.Value.EnumerateArray().Select(value => value.GetInt32()), classes.Select(set => Array.IndexOf(exchanged, set)));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(9, 2)]
    [InlineData(3, 4)]
    [InlineData(3, 0)]
    public void Impossible_sets_are_refused(int speakers, int atOnce)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new SpeakerSets(speakers, atOnce));

    private static IEnumerable<float> Row(byte set, int speakers) => Enumerable.Range(0, speakers).Select(speaker => (float)(set >> speaker & 1));
}
