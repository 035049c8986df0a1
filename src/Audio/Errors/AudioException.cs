namespace Speech.Audio;

/// <summary>The audio cannot be used. The message is fit for the client; the kinds are the sealed classes of this library, and no others.</summary>
public abstract class AudioException : Exception
{
    private protected AudioException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
