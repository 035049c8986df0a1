using Speech.Diarization;

namespace Speech.Transcription.Models;

/// <summary>A loaded model that tells who speaks when, shared by all requests.</summary>
public interface ISpeakerModel : IModel
{
    /// <summary>Finds the speakers of audio of any length.</summary>
    /// <param name="audio">Blocks of mono samples in [-1, 1] at 16 kHz; a block is valid until the next one is asked for.</param>
    /// <param name="bounds">How many speakers there may be.</param>
    /// <param name="cancellationToken">Honoured between batches of windows and within clustering.</param>
    Task<DiarizationResult> DiarizeAsync(IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, CancellationToken cancellationToken);
}

/// <summary>Loads the model that tells speakers apart.</summary>
public interface ISpeakerModelLoader : IModelLoader<ISpeakerModel>;
