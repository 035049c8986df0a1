using System.Diagnostics;
using Speech.Audio;
using Speech.Audio.Windows;
using Speech.Diarization;
using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.TestSupport;

namespace Speech.Benchmarks;

/// <summary>Real-time factor of a complete diarization, share of each stage, and memory in addition to the models.</summary>
internal static class DiarizeReport
{
    /// <param name="audio">A recording, repeated up to the required length.</param>
    /// <param name="minutes">Length of the audio.</param>
    /// <param name="mode">How the embedding network processes overlapping windows.</param>
    /// <param name="threads">Number of threads; 0 for one per physical core.</param>
    public static async Task<int> PrintAsync(string audio, int minutes, EmbeddingMode mode, int threads)
    {
        var folders = RandomPipeline.Folders();
        using var environment = new OnnxRuntimeEnvironment(new OnnxRuntimeOptions { Threads = threads });
        using var segmentation = SegmentationModel.Load(folders.Segmentation, environment, ComputeProfile.CpuFp32);
        using var embedding = EmbeddingModel.Load(
            folders.Embedding, environment, ComputeProfile.CpuFp32, mode, segmentation.Config.Duration);
        var (timedSegmentation, timedEmbedding) = (new TimedSegmentation(segmentation), new TimedEmbedding(embedding));
        var pipeline = new SpeakerDiarization(timedSegmentation, timedEmbedding, new(new AgglomerativeOptions()));
        var loaded = ProcessMemory.PeakMegabytes();
        var watch = Stopwatch.StartNew();

        var result = await pipeline.DiarizeAsync(RepeatAsync(audio, minutes * 60L * AudioDecoder.SampleRate), SpeakerBounds.Any);

        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine($"embedding mode {mode}, audio {minutes * 60} s, {seconds:F1} s, RTF {seconds / (minutes * 60):F3}; "
            + $"{timedEmbedding.Embeddings} embeddings, {result.Speakers.Count} speakers");
        Print("segmentation", timedSegmentation.Seconds);
        Print("embedding", timedEmbedding.Seconds);
        Print("clustering and reconstruction", seconds - timedSegmentation.Seconds - timedEmbedding.Seconds);
        var peak = ProcessMemory.PeakMegabytes();
        Console.WriteLine($"peak memory {peak} MB, in addition to the loaded models {peak - loaded} MB");
        return 0;

        void Print(string stage, double stageSeconds)
            => Console.WriteLine($"{stage,-30} {stageSeconds,8:F2} s {stageSeconds / seconds,6:P0}");
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> RepeatAsync(string audio, long samples)
    {
        var remaining = samples;
        while (remaining > 0)
            await foreach (var block in AudioFile.DecodeAsync(audio))
            {
                var count = (int)Math.Min(remaining, block.Length);
                if (count > 0) yield return block[..count];
                remaining -= count;
            }
    }

    private sealed class TimedSegmentation(ISegmentationModel model) : ISegmentationModel
    {
        private readonly Stopwatch _watch = new();

        public SegmentationConfig Config => model.Config;

        public double Seconds => _watch.Elapsed.TotalSeconds;

        public float[] Run(WindowedAudio windows, CancellationToken cancellationToken)
        {
            _watch.Start();
            var scores = model.Run(windows, cancellationToken);
            _watch.Stop();
            return scores;
        }
    }

    private sealed class TimedEmbedding(IEmbeddingModel model) : IEmbeddingModel
    {
        private readonly Stopwatch _watch = new();

        public int Dimension => model.Dimension;

        public int MinSamples => model.MinSamples;

        public double Seconds => _watch.Elapsed.TotalSeconds;

        /// <summary>The number of extracted embeddings.</summary>
        public int Embeddings { get; private set; }

        public float[] Run(EmbeddingRequest request, CancellationToken cancellationToken)
        {
            _watch.Start();
            var embeddings = model.Run(request, cancellationToken);
            _watch.Stop();
            Embeddings += request.WindowOf.Count;
            return embeddings;
        }

        public void Dispose() => model.Dispose();
    }
}
