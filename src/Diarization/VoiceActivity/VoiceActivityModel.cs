using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Annotations;
using Speech.Diarization.Loading;
using Speech.Diarization.Segmentation;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Diarization.VoiceActivity;

/// <summary>Voice activity detection with its network loaded. Thread-safe: shared by all requests.</summary>
public sealed class VoiceActivityModel : IDisposable
{
    private readonly SegmentationModel _segmentation;
    private readonly VoiceActivityDetection _detection;

    private VoiceActivityModel(SegmentationModel segmentation, VoiceActivityOptions options)
    {
        (_segmentation, _detection) = (segmentation, new VoiceActivityDetection(segmentation, options));
        SpeechScorer = new SpeechScorer(segmentation);
    }

    /// <summary>Scores speech in single windows.</summary>
    public SpeechScorer SpeechScorer { get; }

    /// <summary>Loads the network.</summary>
    /// <param name="segmentation">Folder of the segmentation network.</param>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="environment">Opens the session; must outlive the model.</param>
    /// <param name="profile">Device and precision of the network.</param>
    /// <exception cref="ArgumentException">The hyper-parameters are out of range.</exception>
    /// <exception cref="DiarizationModelException">The folder does not hold a segmentation network.</exception>
    /// <exception cref="CheckpointException">The weights cannot be read.</exception>
    public static VoiceActivityModel Load(
        string segmentation, VoiceActivityOptions options, OnnxRuntimeEnvironment environment, ComputeProfile profile)
    {
        ArgumentNullException.ThrowIfNull(segmentation);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        return new(SegmentationModel.Load(segmentation, environment, profile), options);
    }

    /// <inheritdoc cref="VoiceActivityDetection.DecisionLag"/>
    public double DecisionLag => _detection.DecisionLag;

    /// <inheritdoc cref="VoiceActivityDetection.DetectAsync"/>
    public Task DetectAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, IProgress<SpeechActivityProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => _detection.DetectAsync(audio, progress, cancellationToken);

    /// <summary>Frees the network.</summary>
    public void Dispose() => _segmentation.Dispose();
}
