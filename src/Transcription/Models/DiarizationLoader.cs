using Speech.Diarization;
using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Hub;
using Speech.Onnx.Sessions;
using Speech.Transcription.Settings;
using Speech.Whisper;

namespace Speech.Transcription.Models;

/// <summary>Takes a pipeline of pyannote, and the networks that its <c>config.yaml</c> names, from the Hub, its cache or a folder.</summary>
/// <param name="hub">Turns a model's name into a folder.</param>
/// <param name="model">Names the pipeline.</param>
/// <param name="compute">How much of the machine they may use, and how exactly they compute.</param>
/// <param name="device">The device that they run on.</param>
/// <param name="environment">Opens their sessions; must outlive the models.</param>
/// <param name="bundled">The folder of a model that comes with the program; null for any other name.</param>
public sealed class DiarizationLoader(
    HubClient hub, string model, ComputeSettings compute, ComputeDevice device, OnnxRuntimeEnvironment environment,
    Func<string, string?>? bundled = null) : ISpeakerModelLoader
{
    // Which layout a network has, its folder tells: what is really missing, the engine tells.
    private static readonly string[] Network = ["config.yaml?", "model.safetensors?", "pytorch_model.bin?"], Plda = ["plda.npz", "xvec_transform.npz"];

    /// <inheritdoc/>
    public async Task<ISpeakerModel> LoadAsync(CancellationToken cancellationToken)
    {
        var pipeline = await FolderOfAsync(model, [PipelineConfig.FileName, .. Inside("segmentation", Network), .. Inside("embedding", Network), .. Inside("plda", Plda)], cancellationToken).ConfigureAwait(false);
        var config = PipelineConfig.Read(pipeline);
        var folders = new DiarizationFolders(
            pipeline,
            await PartAsync(config.Segmentation, pipeline, Network, cancellationToken).ConfigureAwait(false),
            await PartAsync(config.Embedding, pipeline, Network, cancellationToken).ConfigureAwait(false),
            config.Plda is { } plda ? await PartAsync(plda, pipeline, Plda, cancellationToken).ConfigureAwait(false) : null);
        cancellationToken.ThrowIfCancellationRequested();
        // Where the numbers need not be the reference's to the last one, no second is heard twice for the voices.
        var mode = compute.Precision is Precision.Fp32 ? EmbeddingMode.PerWindow : EmbeddingMode.Shared;
        return new DiarizationSpeakerModel(DiarizationModel.Load(folders, environment, device, mode));
    }

    /// <summary>Files that a pipeline may bring in folders of its own; all of them may be left out.</summary>
    private static IEnumerable<string> Inside(string folder, string[] files) => files.Select(file => $"{folder}/{file.TrimEnd('?')}?");

    private async Task<string> PartAsync(string part, string pipeline, IReadOnlyList<string> files, CancellationToken cancellationToken)
        => PipelineConfig.LocalFolder(part, pipeline) ?? await FolderOfAsync(part, files, cancellationToken).ConfigureAwait(false);

    private async Task<string> FolderOfAsync(string name, IReadOnlyList<string> files, CancellationToken cancellationToken)
        => bundled?.Invoke(name) ?? await hub.GetFolderAsync(name, files, cancellationToken).ConfigureAwait(false);

    private sealed class DiarizationSpeakerModel(DiarizationModel diarization) : ISpeakerModel
    {
        public double DecisionLag => diarization.DecisionLag;

        // Its networks run on the caller's thread, which has other things to do.
        public Task<DiarizationResult> DiarizeAsync(
            IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<DiarizationProgress>? progress, CancellationToken cancellationToken)
            => Task.Run(() => diarization.DiarizeAsync(audio, bounds, progress, cancellationToken), cancellationToken);

        public Task TryAsync(CancellationToken cancellationToken) => Task.Run(() => diarization.WarmUp(cancellationToken), cancellationToken);

        public ValueTask DisposeAsync()
        {
            diarization.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
