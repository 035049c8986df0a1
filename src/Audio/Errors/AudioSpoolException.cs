namespace Speech.Audio.Errors;

/// <summary>The audio could not be written to a temporary file: an error of the server, such as a full disk; a retry may succeed.</summary>
/// <param name="innerException">The cause; contains a path, so it is for the server's log only.</param>
public sealed class AudioSpoolException(Exception innerException)
    : AudioException("The server has no room for the audio for now: try again later", innerException);
