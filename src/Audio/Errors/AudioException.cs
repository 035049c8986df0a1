namespace Speech.Audio.Errors;

/// <summary>The audio cannot be decoded. Messages may be shown to clients; all causes are sealed classes of this library.</summary>
public abstract class AudioException : Exception
{
    private protected AudioException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }
}
