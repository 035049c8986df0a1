using Speech.Audio;
using Speech.Audio.Windows;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Diarization.DVector;
using Speech.Diarization.Embedding;
using Speech.Diarization.Loading;
using Speech.Diarization.Segmentation;
using Speech.Diarization.VoiceActivity;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Diarization;

/// <summary>A pyannote pipeline with its networks loaded. Thread-safe: shared by all requests.</summary>
public sealed class DiarizationModel : IDisposable
{
    private const int WarmUpSeconds = 1;

    private readonly SegmentationModel _segmentation;
    private readonly IEmbeddingModel _embedding;
    private readonly SpeakerDiarization _diarization;

    private DiarizationModel(SegmentationModel segmentation, IEmbeddingModel embedding, DiarizationOptions options)
    {
        (_segmentation, _embedding, _diarization) = (segmentation, embedding, new SpeakerDiarization(segmentation, embedding, options));
        SpeechScorer = new SpeechScorer(segmentation);
    }

    /// <summary>Scores speech in single windows.</summary>
    public SpeechScorer SpeechScorer { get; }

    /// <summary>Cosine similarity of embeddings above which they count as the same known speaker, -1 to 1: that of the pipeline, otherwise
    /// that of unit vectors at the threshold of its clustering.</summary>
    public double KnownSpeakerSimilarity { get; private init; }

    /// <summary>Loads a pipeline.</summary>
    /// <param name="folders">Folders of its parts; see <see cref="PipelineConfig"/> for their names.</param>
    /// <param name="environment">Opens the sessions; must outlive the model.</param>
    /// <param name="profile">Device and precision of the networks.</param>
    /// <param name="mode">How the embedding network processes overlapping windows.</param>
    /// <exception cref="DiarizationModelException">A part is missing, malformed or unsupported.</exception>
    /// <exception cref="CheckpointException">A weights file cannot be read.</exception>
    public static DiarizationModel Load(
        DiarizationFolders folders, OnnxRuntimeEnvironment environment, ComputeProfile profile, EmbeddingMode mode)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(environment);
        var config = PipelineConfig.Read(folders.Pipeline);
        var options = config.ToOptions(folders.Plda);
        var threshold = options.Clustering.Threshold;
        var segmentation = SegmentationModel.Load(folders.Segmentation, environment, profile);
        IEmbeddingModel? embedding = null;
        try
        {
            embedding = DVectorModel.IsIn(folders.Embedding)
                ? DVectorModel.Load(folders.Embedding, environment, profile)
                : EmbeddingModel.Load(folders.Embedding, environment, profile, mode, segmentation.Config.Duration);
            return new DiarizationModel(segmentation, embedding, options)
            {
                // |a - b|² = 2 - 2 cos(a, b) for unit vectors.
                KnownSpeakerSimilarity = config.KnownSpeakerSimilarity ?? 1 - threshold * threshold / 2,
            };
        }
        catch (Exception exception)
        {
            embedding?.Dispose();
            segmentation.Dispose();
            if (exception is ArgumentException)
                throw new DiarizationModelException($"The parts of the diarization model do not match: {exception.Message}", exception);
            throw;
        }
    }

    /// <inheritdoc cref="SpeakerDiarization.DecisionLag"/>
    public double DecisionLag => _diarization.DecisionLag;

    /// <inheritdoc cref="SpeakerDiarization.DiarizeAsync"/>
    public Task<DiarizationResult> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<SpeechActivityProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => _diarization.DiarizeAsync(audio, bounds, progress, cancellationToken);

    /// <summary>Runs both networks once, on one second of noise.</summary>
    /// <param name="cancellationToken">Cancels the run.</param>
    public void WarmUp(CancellationToken cancellationToken)
    {
        var config = _segmentation.Config;
        var noise = new float[config.WindowSamples];
        var random = new Random(0);
        for (var i = 0; i < WarmUpSeconds * AudioDecoder.SampleRate; i++) noise[i] = 0.1f * (float)(random.NextDouble() - 0.5);
        var window = WindowedAudio.Single(noise);
        _segmentation.Run(window, cancellationToken);
        var mask = new float[config.WindowFrames];
        mask.AsSpan().Fill(1);
        _embedding.Run(new EmbeddingRequest(window, mask, [0]), cancellationToken);
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        _segmentation.Dispose();
        _embedding.Dispose();
    }
}
