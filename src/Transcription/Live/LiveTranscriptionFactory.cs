using Speech.Transcription.Models;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;

namespace Speech.Transcription.Live;

/// <summary>Creates the transcription of a live session.</summary>
/// <param name="transcriber">Decodes.</param>
/// <param name="models">The ASR model.</param>
/// <param name="health">Whether the models are in use.</param>
/// <param name="gate">Limits the number of decodings in flight.</param>
/// <param name="time">The clock.</param>
/// <param name="speakers">The model that detects speech; null for none.</param>
public sealed class LiveTranscriptionFactory(
    SpeechTranscriber transcriber, ModelSource<ISpeechModel> models, ModelHealth health, PermitGate gate, TimeProvider time,
    ModelSource<ISpeakerModel>? speakers = null)
{
    /// <summary>Loads the models and creates a session.</summary>
    /// <param name="settings">The settings at first.</param>
    /// <param name="cancellationToken">Cancels the waiting for the models.</param>
    /// <exception cref="ModelUnavailableException">A model is still loading or failed to load.</exception>
    public async Task<LiveTranscription> CreateAsync(LiveSettings settings, CancellationToken cancellationToken)
    {
        await models.GetAsync(cancellationToken).ConfigureAwait(false);
        if (speakers is not null) await speakers.GetAsync(cancellationToken).ConfigureAwait(false);
        return new(new SpeechMeter(speakers, health), new TurnTranscriber(transcriber, gate), settings, time);
    }
}
