using Speech.Audio.Windows;
using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests;

public class ResegmentationTests
{
    [Theory]
    [InlineData(12 * 16_000)] // Three windows, which fill a batch.
    [InlineData(12 * 16_000 - 1)]
    [InlineData(12 * 16_000, 16_000)]
    public async Task Stretches_reach_to_the_end_of_the_audio_wherever_it_ends(int samples, int block = 50_000)
    {
        var networks = new OneSpeaker();
        var options = new DiarizationOptions(new AgglomerativeOptions()) { BatchSize = 3, ResegmentationWeight = 1 };
        await new SpeakerDiarization(networks, networks, options).DiarizeAsync(
            FakeNetworks.CreateAudio(samples, block), SpeakerBounds.Any, null, TestContext.Current.CancellationToken);

        // One of each window's speaker, one of each window's middle, and four before the first and after the last middle.
        Assert.Equal(3 + 3 + 4 + 4, networks.Masks);
    }

    private sealed class OneSpeaker : ISegmentationModel, IEmbeddingModel
    {
        public SegmentationConfig Config { get; } = new() { Speakers = 1, MaxSimultaneousSpeakers = null };

        public int Dimension => 2;

        public int MinSamples => 400;

        public int Masks { get; private set; }

        public float[] Run(WindowedAudio windows, CancellationToken cancellationToken)
            => [.. Enumerable.Repeat(1f, windows.Count * Config.WindowFrames)];

        public float[] Run(EmbeddingRequest request, CancellationToken cancellationToken)
        {
            Masks += request.WindowOf.Count;
            return [.. Enumerable.Repeat(1f, request.WindowOf.Count * Dimension)];
        }

        public void Dispose()
        {
        }
    }
}
