namespace Speech.Whisper;

/// <summary>A loaded Whisper checkpoint, shared by all requests.</summary>
public sealed class WhisperModel : IAsyncDisposable
{
    /// <summary>What this checkpoint can do.</summary>
    public ModelCapabilities Capabilities => throw new NotImplementedException();

    /// <summary>Loads a checkpoint from a folder in the Hub's layout.</summary>
    /// <exception cref="WhisperException">The folder does not hold a Whisper checkpoint that can be run.</exception>
    public static WhisperModel Load(string folder, WhisperOptions options) => throw new NotImplementedException();

    /// <summary>Transcribes audio of any length, chunk by chunk.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz; a block may be reused by its owner after the next one is asked for.</param>
    /// <param name="options">Task, language, windows.</param>
    /// <param name="cancellationToken">Honoured between decoding steps.</param>
    public IAsyncEnumerable<TranscriptChunk> TranscribeAsync(IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, CancellationToken cancellationToken = default)
        => throw new NotImplementedException();

    /// <summary>Frees the sessions; requests still running are cancelled.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What a checkpoint can do.</summary>
/// <param name="Languages">Language codes the checkpoint knows (<c>en</c>, <c>es</c>, ...); only <c>en</c> for an English-only one.</param>
/// <param name="IsMultilingual">False for the <c>.en</c> checkpoints, which take no language and no task.</param>
/// <param name="CanTranslate">Whether <see cref="SpeechTask.Translate"/> works.</param>
public sealed record ModelCapabilities(IReadOnlyList<string> Languages, bool IsMultilingual, bool CanTranslate);

/// <summary>What becomes of the speech.</summary>
public enum SpeechTask
{
    /// <summary>Text in the language spoken.</summary>
    Transcribe,
    /// <summary>Text in English, whatever was spoken.</summary>
    Translate,
}

/// <summary>How one request is transcribed.</summary>
public sealed record TranscribeOptions
{
    /// <summary>Default <see cref="SpeechTask.Transcribe"/>.</summary>
    public SpeechTask Task { get; init; } = SpeechTask.Transcribe;
    /// <summary>A language code such as <c>en</c>; null (the default) detects it per window.</summary>
    public string? Language { get; init; }
    /// <summary>Windows decoded together; default 24, at least 1.</summary>
    public int BatchSize { get; init; } = 24;
    /// <summary>Length of a window in seconds; default 30, 1 to 30. A sixth of it overlaps the neighbour on each side.</summary>
    public double ChunkLengthSeconds { get; init; } = 30;
}

/// <summary>How a checkpoint is loaded.</summary>
public sealed record WhisperOptions
{
    /// <summary>Threads of one forward pass; 0 (the default) takes the physical cores.</summary>
    public int Threads { get; init; }
}

/// <summary>A piece of timed text.</summary>
/// <param name="Text">The text, with Whisper's leading space.</param>
/// <param name="Start">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="End">Seconds from the start of the audio, rounded to 0.01.</param>
/// <param name="Language">Code of the language spoken; null where the checkpoint does not tell.</param>
public sealed record TranscriptChunk(string Text, double Start, double End, string? Language);

/// <summary>The engine cannot do what was asked; the message is fit for the client.</summary>
public class WhisperException(string message, Exception? inner = null) : Exception(message, inner);
