namespace Speech.Audio.Errors;

/// <summary>The bytes are corrupt, not audio, or in an unsupported format.</summary>
/// <param name="reason">The cause, as the end of a sentence that may be shown to clients.</param>
/// <param name="diagnostics">Error output of ffmpeg; null if it was not used.</param>
public sealed class UndecodableAudioException(string reason, string? diagnostics = null)
    : AudioException($"The audio cannot be decoded: {reason}")
{
    /// <summary>
    /// The end of ffmpeg's error output, for the server's log but not for clients; at most 2,000 characters. Null if ffmpeg was not used.
    /// </summary>
    public string? Diagnostics { get; } = diagnostics;
}
