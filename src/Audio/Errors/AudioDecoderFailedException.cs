namespace Speech.Audio.Errors;

/// <summary>
/// ffmpeg ended for a reason that lies outside the audio: it was killed, could not be started, or lacked disk, memory or files. An error
/// of the server, which affects other audio too; a retry may succeed.
/// </summary>
/// <param name="innerException">The cause, if it is an exception; for the server's log only.</param>
/// <param name="diagnostics">Exit code and error output of ffmpeg, for the server's log only.</param>
public sealed class AudioDecoderFailedException(Exception? innerException = null, string? diagnostics = null)
    : AudioException("The audio could not be decoded for now, for a reason that lies with the server: try again later", innerException)
{
    /// <summary>Exit code and the end of ffmpeg's error output, for the server's log but not for clients; null if it did not
    /// start.</summary>
    public string? Diagnostics { get; } = diagnostics;
}
