using Speech.Whisper;

namespace Speech.Transcription.Models;

/// <summary>A loaded model that turns audio into timed text, shared by all requests.</summary>
public interface ISpeechModel : IModel
{
    /// <summary>What the model can do.</summary>
    ModelCapabilities Capabilities { get; }

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
