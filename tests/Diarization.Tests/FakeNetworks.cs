using Speech.Audio.Windows;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests;

/// <summary>Networks that return given results. Each sample of the audio is the number
/// of its second, which identifies the window.</summary>
internal sealed class FakeNetworks(BinarizedSegmentation segmentation, SpeakerEmbeddings embeddings) : ISegmentationModel, IEmbeddingModel
{
    private readonly Powerset _powerset = new(segmentation.Speakers, segmentation.Speakers);

    public SegmentationConfig Config { get; } = new() { Speakers = segmentation.Speakers, MaxSimultaneousSpeakers = segmentation.Speakers };

    public int Dimension => embeddings.Dimension;

    public int MinSamples => 400;

    /// <summary>The number of windows given to the segmentation network and of masks given to the embedding network.</summary>
    public (int Windows, int Masks) Calls { get; private set; }

    /// <summary>Creates audio with a number of samples.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> CreateAudio(int samples, int block = 50_000)
    {
        await Task.CompletedTask;
        for (var start = 0; start < samples; start += block)
            yield return Enumerable.Range(start, Math.Min(block, samples - start)).Select(sample => (float)(sample / 16000)).ToArray();
    }

    public float[] Run(WindowedAudio windows, CancellationToken cancellationToken)
    {
        Calls = (Calls.Windows + windows.Count, Calls.Masks);
        var scores = new float[windows.Count * Config.WindowFrames * _powerset.Classes];
        Array.Fill(scores, -10);
        for (var window = 0; window < windows.Count; window++)
        {
            var frames = segmentation[SecondOf(windows[window])];
            for (var frame = 0; frame < frames.Length; frame++)
                scores[(window * frames.Length + frame) * _powerset.Classes + _powerset.Sets.IndexOf(frames[frame])] = 0;
        }

        return scores;
    }

    public float[] Run(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        Calls = (Calls.Windows, Calls.Masks + request.WindowOf.Count);
        return [.. request.WindowOf.GroupBy(window => window)
            .SelectMany(masks => ActiveEmbeddings(SecondOf(request.Windows[masks.Key]), masks.Count()))
            .SelectMany(embedding => embedding)];
    }

    public void Dispose()
    {
    }

    private List<float[]> ActiveEmbeddings(int window, int count)
    {
        var local = Enumerable.Range(window * segmentation.Speakers, segmentation.Speakers);
        var active = local.Select(speaker => embeddings[speaker]).OfType<float[]>().ToList();
        Assert.Equal(active.Count, count);
        return active;
    }

    private static int SecondOf(ReadOnlyMemory<float> window) => (int)window.Span[0];
}
