using Speech.Diarization.Clustering;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests;

/// <summary>Networks that answer with what is known of each window. The audio tells them which window it is: each sample is the number of its second.</summary>
internal sealed class FakeNetworks(Segmentations segmentations, SpeakerEmbeddings embeddings) : ISegmentationModel, IEmbeddingModel
{
    private readonly Powerset _sets = new(segmentations.Speakers, segmentations.Speakers);

    public SegmentationFormat Format { get; } = new() { Frames = segmentations.Frames, Speakers = segmentations.Speakers, MaxSimultaneousSpeakers = segmentations.Speakers };

    public int Dimension => embeddings.Dimension;

    public int MinSamples => 400;

    /// <summary>Windows that the segmentation network was given, and masks that the embedding network was given.</summary>
    public (int Windows, int Masks) Heard { get; private set; }

    /// <summary>Audio of so many samples.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> Audio(int samples, int block = 50_000)
    {
        await Task.CompletedTask;
        for (var start = 0; start < samples; start += block)
            yield return Enumerable.Range(start, Math.Min(block, samples - start)).Select(sample => (float)(sample / 16000)).ToArray();
    }

    public float[] Run(WindowedAudio windows, CancellationToken cancellationToken)
    {
        Heard = (Heard.Windows + windows.Count, Heard.Masks);
        var scores = new float[windows.Count * Format.Frames * _sets.Classes.Length];
        Array.Fill(scores, -10);
        for (var row = 0; row < windows.Count; row++)
        {
            var frames = segmentations[SecondAt(windows[row])];
            for (var frame = 0; frame < frames.Length; frame++)
                scores[(row * frames.Length + frame) * _sets.Classes.Length + _sets.Classes.IndexOf(frames[frame])] = 0;
        }

        return scores;
    }

    public float[] Run(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        Heard = (Heard.Windows, Heard.Masks + request.WindowOf.Count);
        return [.. request.WindowOf.GroupBy(row => row).SelectMany(masks => Active(SecondAt(request.Windows[masks.Key]), masks.Count())).SelectMany(vector => vector)];
    }

    private List<float[]> Active(int window, int count)
    {
        var active = Enumerable.Range(0, segmentations.Speakers).Select(speaker => embeddings[window * segmentations.Speakers + speaker]).OfType<float[]>().ToList();
        Assert.Equal(active.Count, count);
        return active;
    }

    private static int SecondAt(ReadOnlyMemory<float> window) => (int)window.Span[0];
}
