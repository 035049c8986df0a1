using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Loading;
using Speech.Diarization.VoiceActivity;
using Speech.Hub;
using Speech.Hub.Errors;
using Speech.Onnx.Sessions;
using Speech.Transcription.Models;
using Speech.Transcription.Options;
using Speech.Whisper;

namespace Speech.Transcription.Engines;

/// <summary>Loads a pyannote pipeline, and the networks that its <c>config.yaml</c> names, from the Hub, its cache or a folder.</summary>
/// <param name="hub">Resolves a model name to a folder.</param>
/// <param name="model">The name of the pipeline.</param>
/// <param name="compute">Threads and precision of the networks.</param>
/// <param name="device">The device that the networks run on.</param>
/// <param name="environment">Opens their sessions; must outlive the models.</param>
/// <param name="findBuiltIn">The folder of a built-in model; null for any other name.</param>
public sealed class DiarizationLoader(
    HubClient hub, string model, ComputeOptions compute, ComputeDevice device, OnnxRuntimeEnvironment environment,
    Func<string, string?> findBuiltIn) : IModelLoader<ISpeakerModel>
{
    // A network exists in several layouts: the engine reports what is really missing.
    private static readonly string[] NetworkFiles = ["config.yaml?", "model.safetensors?", "pytorch_model.bin?"];
    private static readonly string[] PldaFiles = ["plda.npz", "xvec_transform.npz"];

    // The conditions of both have to be accepted, and the config.yaml that names the second cannot be read before.
    private const string GatedPipelines = "pyannote/speaker-diarization-3", GatedSegmentation = "pyannote/segmentation-3.0";

    private static readonly string[] PipelineFiles =
    [
        PipelineConfig.FileName,
        .. InSubfolder("segmentation", NetworkFiles), .. InSubfolder("embedding", NetworkFiles), .. InSubfolder("plda", PldaFiles),
    ];

    /// <summary>The folder of a pipeline that is named by the path of its <c>config.yaml</c>, as pyannote names local ones.</summary>
    /// <param name="name">The name of a model.</param>
    /// <returns>The full path; null where the name is no such file.</returns>
    public static string? FolderOfConfig(string name)
        => Path.GetFileName(name) == PipelineConfig.FileName && File.Exists(name) ? Path.GetDirectoryName(Path.GetFullPath(name)) : null;

    /// <inheritdoc/>
    public async Task<ISpeakerModel> LoadAsync(CancellationToken cancellationToken)
    {
        var pipeline = await ResolvePipelineAsync(cancellationToken).ConfigureAwait(false);
        var config = PipelineConfig.Read(pipeline);
        config.RequireSupportedEmbedding();
        var folders = new DiarizationFolders(
            pipeline,
            await ResolvePartAsync(config.Segmentation, pipeline, NetworkFiles, cancellationToken).ConfigureAwait(false),
            await ResolvePartAsync(config.Embedding, pipeline, NetworkFiles, cancellationToken).ConfigureAwait(false),
            config.Plda is { } plda ? await ResolvePartAsync(plda, pipeline, PldaFiles, cancellationToken).ConfigureAwait(false) : null);
        cancellationToken.ThrowIfCancellationRequested();
        // At reduced precision the result need not match the reference to the last digit, so that each second is embedded only once.
        var mode = compute.Precision is Precision.Fp32 ? EmbeddingMode.PerWindow : EmbeddingMode.Shared;
        return new DiarizationSpeakerModel(DiarizationModel.Load(folders, environment, SpeakerProfile.Of(compute, device), mode));
    }

    /// <summary>Files that a pipeline may have in a subfolder; all of them are optional.</summary>
    private static IEnumerable<string> InSubfolder(string folder, string[] files) => files.Select(file => $"{folder}/{file.TrimEnd('?')}?");

    private async Task<string> ResolvePipelineAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ResolveAsync(model, PipelineFiles, cancellationToken).ConfigureAwait(false);
        }
        catch (HubGatedException exception) when (model.StartsWith(GatedPipelines, StringComparison.Ordinal))
        {
            try
            {
                await ResolveAsync(GatedSegmentation, NetworkFiles, cancellationToken).ConfigureAwait(false);
            }
            catch (HubGatedException segmentation)
            {
                throw exception.And(segmentation);
            }

            throw;
        }
    }

    private async Task<string> ResolvePartAsync(
        string part, string pipeline, IReadOnlyList<string> files, CancellationToken cancellationToken)
        => PipelineConfig.LocalFolder(part, pipeline) ?? await ResolveAsync(part, files, cancellationToken).ConfigureAwait(false);

    private async Task<string> ResolveAsync(string name, IReadOnlyList<string> files, CancellationToken cancellationToken)
        => findBuiltIn(name) ?? FolderOfConfig(name) ?? await hub.GetFolderAsync(name, files, cancellationToken).ConfigureAwait(false);

    private sealed class DiarizationSpeakerModel(DiarizationModel diarization) : ISpeakerModel
    {
        public double DecisionLag => diarization.DecisionLag;

        public SpeechScorer SpeechScorer => diarization.SpeechScorer;

        public double KnownSpeakerSimilarity => diarization.KnownSpeakerSimilarity;

        // The networks run synchronously, so they get a thread of their own.
        public Task<DiarizationResult?> DiarizeAsync(
            IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<SpeechActivityProgress>? progress,
            CancellationToken cancellationToken)
            => Task.Run<DiarizationResult?>(
                async () => await diarization.DiarizeAsync(audio, bounds, progress, cancellationToken).ConfigureAwait(false),
                cancellationToken);

        public Task WarmUpAsync(CancellationToken cancellationToken)
            => Task.Run(() => diarization.WarmUp(cancellationToken), cancellationToken);

        public ValueTask DisposeAsync()
        {
            diarization.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
