using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Diarization.VoiceActivity;

namespace Speech.Transcription.Models;

/// <summary>A loaded diarization model, shared by all requests.</summary>
public interface ISpeakerModel : IModel
{
    /// <summary>Seconds of audio after a point that the model must process before it decides whether there is speech at that point; the
    /// end of the audio decides everything.</summary>
    double DecisionLag { get; }

    /// <summary>The cosine similarity of embeddings above which a speaker is a known one, -1 to 1; default 1.</summary>
    double KnownSpeakerSimilarity => 1;

    /// <summary>Scores speech in audio that is still arriving; null where the model cannot.</summary>
    SpeechScorer? SpeechScorer => null;

    /// <summary>Finds the speakers in audio of any length.</summary>
    /// <param name="audio">Blocks of mono samples in [-1, 1] at 16 kHz; a block is valid until the next one is requested.</param>
    /// <param name="bounds">The minimum and maximum number of speakers.</param>
    /// <param name="progress">Receives speech regions as soon as they are decided, on the worker's thread; null for none.</param>
    /// <param name="cancellationToken">Observed between batches of windows and within clustering.</param>
    /// <returns>The speakers' turns; null from a model that only detects speech.</returns>
    Task<DiarizationResult?> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<SpeechActivityProgress>? progress,
        CancellationToken cancellationToken);
}
