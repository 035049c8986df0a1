namespace Speech.Audio.Errors;

/// <summary>
/// ffmpeg crashed or ran out of the memory or time that it may use: an error of the server, but one that this audio may have caused, so a
/// retry may fail in the same way.
/// </summary>
/// <param name="diagnostics">Exit code and error output of ffmpeg, for the server's log only.</param>
public sealed class AudioDecoderCrashedException(string diagnostics)
    : AudioException("The server's audio decoder broke down with this audio: try again later, or send another format")
{
    /// <summary>Exit code and the end of ffmpeg's error output, for the server's log but not for clients.</summary>
    public string Diagnostics { get; } = diagnostics;
}
