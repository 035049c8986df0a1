using Speech.Diarization.Segmentation;
using Speech.Diarization.VoiceActivity;

namespace Speech.Diarization.Tests.VoiceActivity;

public sealed class SpeechScoreAggregatorTests
{
    private static readonly FrameGrid Grid = new(8, 3, 1, 0);

    [Fact]
    public void Scores_that_all_windows_agree_on_are_kept()
    {
        var aggregator = new SpeechScoreAggregator(Grid, 8);
        for (var window = 0; window < 3; window++)
            aggregator.Add([.. Enumerable.Range(3 * window, 8).Select(frame => frame / 20f)]);

        var scores = aggregator.Take(16);

        for (var frame = 0; frame < 14; frame++) Assert.Equal(frame / 20f, scores[frame], 1e-6f);
        // No window contains the last two frames.
        Assert.Equal([0, 0], scores[14..]);
    }

    [Fact]
    public void The_middle_of_a_window_counts_most()
    {
        var aggregator = new SpeechScoreAggregator(Grid, 8);
        aggregator.Add([1, 1, 1, 1, 1, 1, 1, 1]);
        aggregator.Add([0, 0, 0, 0, 0, 0, 0, 0]);

        var scores = aggregator.Take(11);

        // Frame 3 is the fourth of one window and the first of the next: weights 0.954 and 0.08.
        Assert.Equal(0.9226f, scores[3], 1e-3f);
        Assert.Equal(scores[3], 1 - scores[7], 1e-6f);
    }

    [Fact]
    public void Scores_taken_window_by_window_equal_those_taken_at_the_end()
    {
        var random = new Random(2);
        SpeechScoreAggregator whole = new(Grid, 8), parts = new(Grid, 8);
        var taken = new List<float>();
        for (var window = 0; window < 10; window++)
        {
            var scores = Enumerable.Range(0, 8).Select(_ => random.NextSingle()).ToArray();
            whole.Add(scores);
            parts.Add(scores);
            if (window % 3 > 0) taken.AddRange(parts.TakeFinal());
        }

        taken.AddRange(parts.Take(Grid.CountFrames(10)));
        Assert.Equal(whole.Take(Grid.CountFrames(10)), taken);
    }
}
