namespace Speech.Transcription;

/// <summary>Base class of the exceptions that this library throws. Every message may be shown to a client: it has no path, no secret and
/// no stack trace.</summary>
public abstract class TranscriptionException : Exception
{
    private protected TranscriptionException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
