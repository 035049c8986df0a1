using Speech.Audio.Windows;
using Speech.Diarization.Segmentation;
using Speech.Diarization.VoiceActivity;

namespace Speech.Diarization.Tests.VoiceActivity;

public sealed class SpeechScorerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Two frames in 1,280 samples.
    private static readonly SegmentationConfig Two = new() { Duration = 0.08, Speakers = 2, MaxSimultaneousSpeakers = 1 };

    [Fact]
    public void Of_a_powerset_it_is_the_probability_of_any_speaker()
    {
        // Log-probabilities of no speaker, the first and the second.
        var scorer = new SpeechScorer(new OneWindow(Two, [Log(0.9), Log(0.1), Log(0), Log(0.25), Log(0.25), Log(0.5)]));
        Assert.Equal([0.1, 0.75], scorer.Score(new float[1_280], Stop).Select(score => Math.Round(score, 4)));
    }

    [Fact]
    public void Of_probabilities_for_each_speaker_it_is_the_greatest()
    {
        var scorer = new SpeechScorer(new OneWindow(Two with { MaxSimultaneousSpeakers = null }, [0.1f, 0.3f, 0.9f, 0.2f]));
        Assert.Equal([0.3f, 0.9f], scorer.Score(new float[1_280], Stop));
        Assert.Equal((1_280, 270 / 16_000.0), (scorer.WindowSamples, scorer.FrameStep));
    }

    private static float Log(double probability) => (float)Math.Log(probability);

    private sealed class OneWindow(SegmentationConfig config, float[] scores) : ISegmentationModel
    {
        public SegmentationConfig Config => config;

        public float[] Run(WindowedAudio windows, CancellationToken cancellationToken)
        {
            Assert.Equal((1, config.WindowSamples), (windows.Count, windows.Length));
            return scores;
        }
    }
}
