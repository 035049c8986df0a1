namespace Speech.Transcription;

/// <summary>The root of what this library throws on purpose. Every message is fit for a client: no path, no secret, no stack.</summary>
public abstract class TranscriptionException : Exception
{
    private protected TranscriptionException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
