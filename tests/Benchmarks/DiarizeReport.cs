using System.Diagnostics;
using Speech.Diarization;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;
using Speech.Onnx.Sessions;

namespace Speech.Benchmarks;

/// <summary>Real-time factor of a whole diarization, the share of each stage, and its memory beyond the models.</summary>
internal static class DiarizeReport
{
    private const int SampleRate = 16_000;

    /// <param name="audio">Repeated until there is enough of it.</param>
    /// <param name="minutes">How much audio.</param>
    /// <param name="hearing">How overlapping windows are heard.</param>
    /// <param name="threads">Threads of one pass, 0 for the machine's cores.</param>
    public static async Task<int> PrintAsync(string audio, int minutes, WindowHearing hearing, int threads)
    {
        var (folders, compute) = (RandomPipeline.Folders(), new DiarizationCompute { Hearing = hearing });
        using var environment = new OnnxRuntimeEnvironment(new OnnxRuntimeOptions { Threads = threads });
        using var segmentation = SegmentationModel.Load(folders.Segmentation, compute, environment);
        using var embedding = EmbeddingModel.Load(folders.Embedding, compute, environment, segmentation.Config.Duration);
        var (timedSegmentation, timedEmbedding) = (new TimedSegmentation(segmentation), new TimedEmbedding(embedding));
        var pipeline = new SpeakerDiarization(timedSegmentation, timedEmbedding, new(new AgglomerativeOptions()));
        var before = Measure.PeakMegabytes();
        var (stages, watch) = (new Stages(), Stopwatch.StartNew());

        var result = await pipeline.DiarizeAsync(RepeatAsync(audio, minutes * 60L * SampleRate), SpeakerBounds.Any, stages);

        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine($"windows heard {hearing.ToString().ToLowerInvariant()}, audio {result.Duration:F0} s, {seconds:F1} s, RTF {seconds / result.Duration:F3}; {timedEmbedding.Voices} voices, {result.Speakers.Count} speakers");
        Print("segmentation", timedSegmentation.Seconds);
        Print("embedding", timedEmbedding.Seconds);
        Print("clustering", stages.SecondsOf(DiarizationStage.Clustering));
        Print("reconstruction", stages.SecondsOf(DiarizationStage.Reconstruction));
        Console.WriteLine($"peak memory {Measure.PeakMegabytes()} MB, beyond the loaded models {Measure.PeakMegabytes() - before} MB");
        return 0;

        void Print(string stage, double of) => Console.WriteLine($"{stage,-15} {of,8:F2} s {of / seconds,6:P0}");
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> RepeatAsync(string audio, long samples)
    {
        while (samples > 0)
            await foreach (var block in Engine.DecodeAsync(audio))
            {
                var taken = (int)Math.Min(samples, block.Length);
                if (taken > 0) yield return block[..taken];
                samples -= taken;
            }
    }

    private sealed class Stages : IProgress<DiarizationProgress>
    {
        private readonly List<(DiarizationStage Stage, long Since)> _told = [];

        public void Report(DiarizationProgress value) => _told.Add((value.Stage, Stopwatch.GetTimestamp()));

        /// <summary>From when the stage began until the next one did, or now.</summary>
        public double SecondsOf(DiarizationStage stage)
        {
            var at = _told.FindIndex(told => told.Stage == stage);
            return at < 0 ? 0 : Stopwatch.GetElapsedTime(_told[at].Since, at + 1 < _told.Count ? _told[at + 1].Since : Stopwatch.GetTimestamp()).TotalSeconds;
        }
    }

    private sealed class TimedSegmentation(ISegmentationModel model) : ISegmentationModel
    {
        private readonly Stopwatch _watch = new();

        public SegmentationFormat Format => model.Format;

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

        /// <summary>Vectors that were made.</summary>
        public int Voices { get; private set; }

        public float[] Run(EmbeddingRequest request, CancellationToken cancellationToken)
        {
            _watch.Start();
            var vectors = model.Run(request, cancellationToken);
            _watch.Stop();
            Voices += request.WindowOf.Count;
            return vectors;
        }
    }
}
