using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Models;

/// <summary>A loaded ASR model, shared by all requests.</summary>
public interface ISpeechModel : IModel
{
    /// <summary>What the model supports.</summary>
    ModelCapabilities Capabilities { get; }

    /// <summary>Whether the model cuts its windows by <see cref="TranscribeOptions.SpeechActivity"/>; default false.</summary>
    bool CutsAtSilences => false;

    /// <summary>Rejects a request that this model does not support, before any audio is processed.</summary>
    /// <param name="parameters">The parameters of the request.</param>
    /// <exception cref="UnsupportedRequestException">The model does not support it.</exception>
    void Validate(InferenceParameters parameters) => RequestValidator.Validate(parameters, Capabilities);

    /// <summary>Transcribes audio of any length.</summary>
    /// <param name="audio">Blocks of mono samples in [-1, 1] at 16 kHz; a block is valid until the next one is requested.</param>
    /// <param name="options">Task, language, windows.</param>
    /// <param name="cancellationToken">Observed between decoding steps.</param>
    /// <returns>Segments in the order of the audio, with words where the options ask for them.</returns>
    IAsyncEnumerable<Segment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, CancellationToken cancellationToken);
}
