using Speech.Diarization;
using Speech.Diarization.Clustering;

namespace Speech.Transcription.Models;

/// <summary>A loaded model that tells who speaks when, shared by all requests.</summary>
public interface ISpeakerModel : IModel
{
    /// <summary>So many seconds behind a moment must be heard, or the audio be over, until it is decided whether anybody speaks there.</summary>
    double DecisionLag { get; }

    /// <summary>Finds the speakers of audio of any length.</summary>
    /// <param name="audio">Blocks of mono samples in [-1, 1] at 16 kHz; a block is valid until the next one is asked for.</param>
    /// <param name="bounds">How many speakers there may be.</param>
    /// <param name="progress">Told where anybody speaks as soon as it is decided, on the thread of the work; null for nobody.</param>
    /// <param name="cancellationToken">Honoured between batches of windows and within clustering.</param>
    Task<DiarizationResult> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<DiarizationProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>Loads the model that tells speakers apart.</summary>
public interface ISpeakerModelLoader : IModelLoader<ISpeakerModel>;
