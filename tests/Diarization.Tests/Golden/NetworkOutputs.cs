using System.Collections.Concurrent;
using Speech.Audio;
using Speech.Audio.Windows;
using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Layers;
using Speech.TestSupport.Audio;

namespace Speech.Diarization.Tests.Golden;

/// <summary>Segmentation and embeddings of the recordings, by the networks of the golden pipelines.</summary>
public sealed class NetworkOutputs : IDisposable
{
    private readonly SegmentationModel _segmentation = SegmentationModel.Load(
        SegmentationFolder, TestEnvironment.Instance, ComputeProfile.CpuFp32);
    private readonly EmbeddingModel _embedding = EmbeddingModel.Load(
        EmbeddingFolder, TestEnvironment.Instance, ComputeProfile.CpuFp32, EmbeddingMode.PerWindow, 10);
    private readonly ConcurrentDictionary<string, Lazy<Task<WindowAnalyzer>>> _analyzed = new();

    internal static string SegmentationFolder => NetworkGolden.Checkpoint("segmentation-3.0");

    internal static string EmbeddingFolder => NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM");

    /// <summary>The windows of a recording, analyzed by the first test that asks for them.</summary>
    internal Task<WindowAnalyzer> OfAsync(EndToEndCase golden)
        => _analyzed.GetOrAdd(golden.Input, _ => new(() => AnalyzeAsync(golden.Audio))).Value;

    public void Dispose()
    {
        _embedding.Dispose();
        _segmentation.Dispose();
    }

    private async Task<WindowAnalyzer> AnalyzeAsync(ReadOnlyMemory<float> audio)
    {
        var cancel = TestContext.Current.CancellationToken;
        var (config, options) = (_segmentation.Config, new DiarizationOptions(new AgglomerativeOptions()));
        var analyzer = new WindowAnalyzer(
            _segmentation, config.CreateEncoding(0.5), _embedding, options, config.CreateGrid(config.WindowStep(options.WindowStep)));
        var reader = new WindowReader(config.WindowSamples, AudioDecoder.SampleRate, batchSize: 4);
        await foreach (var batch in reader.ReadAsync(Recording.InBlocks(audio), cancel))
        {
            analyzer.Segment(batch.Windows, cancel);
            analyzer.ExtractEmbeddings(batch.Windows, batch.IsLast, cancel);
            batch.ReturnToPool();
        }

        return analyzer;
    }
}
