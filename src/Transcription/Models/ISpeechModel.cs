using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Whisper;

namespace Speech.Transcription.Models;

/// <summary>A loaded model that turns audio into timed text, shared by all requests.</summary>
public interface ISpeechModel : IModel
{
    /// <summary>What the model can do.</summary>
    ModelCapabilities Capabilities { get; }

    /// <summary>Refuses what this model cannot do, before any work is spent on it.</summary>
    /// <param name="parameters">What is asked for.</param>
    /// <exception cref="UnsupportedRequestException">It cannot be done.</exception>
    void Verify(InferenceParameters parameters) => Support.Verify(parameters, Capabilities);

    /// <summary>Transcribes audio of any length.</summary>
    /// <param name="audio">Blocks of mono samples in [-1, 1] at 16 kHz; a block is valid until the next one is asked for.</param>
    /// <param name="options">Task, language, windows.</param>
    /// <param name="cancellationToken">Honoured between decoding steps.</param>
    /// <returns>Pieces of text in the order of the audio.</returns>
    IAsyncEnumerable<TranscriptChunk> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, CancellationToken cancellationToken);
}

/// <summary>Loads the model that transcribes.</summary>
public interface ISpeechModelLoader : IModelLoader<ISpeechModel>;
