using Speech.Whisper;

namespace Speech.Transcription.Models;

/// <summary>A loaded model that turns audio into timed text, shared by all requests.</summary>
public interface ISpeechModel : IAsyncDisposable
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

    /// <summary>Runs every network once, briefly; ends well when they work.</summary>
    Task TryAsync(CancellationToken cancellationToken);
}

/// <summary>Brings the configured model into memory.</summary>
public interface ISpeechModelLoader
{
    /// <summary>Loads the model, downloading what is missing. Called again after a failure, never twice at once.</summary>
    /// <param name="cancellationToken">The end of the process.</param>
    Task<ISpeechModel> LoadAsync(CancellationToken cancellationToken);
}
