namespace Speech.Audio.Errors;

/// <summary>
/// The audio is not WAV, and ffmpeg, which decodes all other formats, cannot be started: an error of the server, not of the client.
/// </summary>
/// <param name="innerException">The cause; contains the program's path, so it is for the server's log only.</param>
public sealed class AudioDecoderMissingException(Exception innerException)
    : AudioException("This audio format requires ffmpeg, which is not installed on the server. WAV files work without it.", innerException);
