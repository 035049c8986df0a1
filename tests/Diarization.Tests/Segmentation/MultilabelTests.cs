using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Segmentation;

public sealed class MultilabelTests
{
    private static readonly float[] Scores = [0.2f, 0.9f, 0.4f, 0.5f, 0.1f, 0.51f, 1, 1, 1, 0, 0, 0];

    [Theory]
    [InlineData(0.5, new byte[] { 0b010, 0b100, 0b111, 0 })]
    [InlineData(0.3, new byte[] { 0b110, 0b101, 0b111, 0 })]
    [InlineData(1, new byte[] { 0, 0, 0, 0 })]
    public void A_speaker_is_active_where_the_probability_exceeds_the_threshold(double threshold, byte[] expected)
    {
        var frames = new byte[4];
        new Multilabel(3, threshold).Binarize(Scores, frames);
        Assert.Equal(expected, frames);
    }

    [Fact]
    public void A_higher_threshold_activates_no_further_speaker()
    {
        var random = new Random(1);
        var scores = Enumerable.Range(0, 300).Select(_ => random.NextSingle()).ToArray();
        var (lower, higher) = (new byte[100], new byte[100]);
        foreach (var threshold in new[] { 0, 0.25, 0.5, 0.75 })
        {
            new Multilabel(3, threshold).Binarize(scores, lower);
            new Multilabel(3, threshold + 0.25).Binarize(scores, higher);
            Assert.All(lower.Zip(higher), pair => Assert.Equal(pair.Second, pair.First & pair.Second));
        }
    }

    [Fact]
    public void The_speech_score_is_that_of_the_most_active_speaker()
    {
        var speech = new float[4];
        new Multilabel(3, 0.5).ScoreSpeech(Scores, speech);
        Assert.Equal([0.9f, 0.51f, 1, 0], speech);
    }

    [Fact]
    public void The_speech_score_of_a_powerset_is_one_where_a_speaker_is_active()
    {
        // The classes are {}, {0}, {1} and {0, 1}.
        float[] scores = [-0.1f, -3, -3, -4, -3, -0.1f, -3, -4, -4, -3, -3, -0.1f];
        var speech = new float[3];
        var powerset = new Powerset(2, 2);
        powerset.ScoreSpeech(scores, speech);
        Assert.Equal([0, 1, 1], speech);
        Assert.Null(powerset.GetActivity(scores));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(9, 0.5)]
    [InlineData(3, -0.1)]
    [InlineData(3, 1.1)]
    [InlineData(3, double.NaN)]
    public void Rejects_arguments_out_of_range(int speakers, double threshold)
        => Assert.ThrowsAny<ArgumentException>(() => new Multilabel(speakers, threshold));

    [Fact]
    public void The_maximum_activity_ignores_other_speakers()
    {
        var segmentation = new BinarizedSegmentation(4, 3);
        var frames = new byte[4];
        var encoding = new Multilabel(3, 0.5);
        encoding.Binarize(Scores, frames);
        segmentation.Add(frames, encoding.GetActivity(Scores));
        segmentation.Add(frames);
        var activity = new float[4];

        segmentation.MaxActivity(0, 0b101, activity);
        Assert.Equal([(float)(Half)0.4f, (float)(Half)0.51f, 1, 0], activity);
        segmentation.MaxActivity(1, 0b101, activity);
        Assert.Equal([0, 1, 1, 0], activity);
    }
}
