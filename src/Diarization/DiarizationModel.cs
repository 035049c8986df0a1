using Speech.Diarization.Checkpoints;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;
using Speech.Checkpoints.Errors;

namespace Speech.Diarization;

/// <summary>Where the parts of a pipeline lie on the disk.</summary>
/// <param name="Pipeline">Folder of the pipeline's <c>config.yaml</c>.</param>
/// <param name="Segmentation">Folder of the segmentation network.</param>
/// <param name="Embedding">Folder of the embedding network.</param>
/// <param name="Plda">Folder of <c>plda.npz</c> and <c>xvec_transform.npz</c>; null where the clustering needs none.</param>
public sealed record DiarizationFolders(string Pipeline, string Segmentation, string Embedding, string? Plda);

/// <summary>A pipeline of pyannote with its networks in memory. Shared by all requests.</summary>
public sealed class DiarizationModel : IDisposable
{
    private const int TrialSeconds = 1;

    private readonly SegmentationModel _segmentation;
    private readonly EmbeddingModel _embedding;
    private readonly SpeakerDiarization _diarization;

    private DiarizationModel(SegmentationModel segmentation, EmbeddingModel embedding, DiarizationOptions options)
        => (_segmentation, _embedding, _diarization) = (segmentation, embedding, new SpeakerDiarization(segmentation, embedding, options));

    /// <summary>Loads a pipeline.</summary>
    /// <param name="folders">Where its parts lie; see <see cref="PipelineConfig"/> for their names.</param>
    /// <param name="compute">How its networks are run.</param>
    /// <exception cref="DiarizationModelException">A part is not what it should be.</exception>
    /// <exception cref="CheckpointException">A file of weights or numbers cannot be read.</exception>
    public static DiarizationModel Load(DiarizationFolders folders, DiarizationCompute compute)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(compute);
        var options = OptionsOf(PipelineConfig.Read(folders.Pipeline), folders.Plda);
        var segmentation = SegmentationModel.Load(folders.Segmentation, compute);
        EmbeddingModel? embedding = null;
        try
        {
            embedding = EmbeddingModel.Load(folders.Embedding, compute, segmentation.Config.Duration);
            return new DiarizationModel(segmentation, embedding, options);
        }
        catch (Exception reason)
        {
            embedding?.Dispose();
            segmentation.Dispose();
            if (reason is ArgumentException) throw new DiarizationModelException($"The parts of the diarization model do not fit each other: {reason.Message}", reason);
            throw;
        }
    }

    /// <inheritdoc cref="SpeakerDiarization.DecisionLag"/>
    public double DecisionLag => _diarization.DecisionLag;

    /// <inheritdoc cref="SpeakerDiarization.DiarizeAsync"/>
    public Task<DiarizationResult> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<DiarizationProgress>? progress = null, CancellationToken cancellationToken = default)
        => _diarization.DiarizeAsync(audio, bounds, progress, cancellationToken);

    /// <summary>Runs both networks once, on a second of noise.</summary>
    /// <param name="cancellationToken">May end the run.</param>
    public void Try(CancellationToken cancellationToken)
    {
        var format = _segmentation.Format;
        var noise = new float[format.WindowSamples];
        var random = new Random(0);
        for (var i = 0; i < TrialSeconds * format.SampleRate; i++) noise[i] = 0.1f * (float)(random.NextDouble() - 0.5);
        var window = WindowedAudio.Of(noise);
        _segmentation.Run(window, cancellationToken);
        var mask = new float[format.Frames];
        mask.AsSpan().Fill(1);
        _embedding.Run(new EmbeddingRequest(window, mask, [0]), cancellationToken);
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        _segmentation.Dispose();
        _embedding.Dispose();
    }

    private static DiarizationOptions OptionsOf(PipelineConfig config, string? plda) => new(config.Clustering switch
    {
        ClusteringKind.Agglomerative => new AgglomerativeOptions { Threshold = config.ClusteringThreshold, MinClusterSize = config.MinClusterSize, Filter = config.Filter },
        _ => new VbxOptions(PldaFiles.Read(plda ?? throw new DiarizationModelException("config.yaml: pipeline.params.plda is missing.")))
        {
            Threshold = config.ClusteringThreshold, Fa = config.Fa, Fb = config.Fb, ConstrainedAssignment = config.ConstrainedAssignment,
        },
    })
    {
        MinSilence = config.MinDurationOff,
        ExcludeOverlap = config.ExcludeOverlap,
    };
}
