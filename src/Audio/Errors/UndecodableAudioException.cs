namespace Speech.Audio;

/// <summary>The bytes are damaged, or not audio, or of a kind that nothing here decodes.</summary>
/// <param name="reason">What is wrong, as a sentence fit for the client.</param>
/// <param name="diagnostics">What ffmpeg said, if it was asked.</param>
public sealed class UndecodableAudioException(string reason, string? diagnostics = null)
    : AudioException($"The audio cannot be decoded: {reason}")
{
    /// <summary>The end of what ffmpeg said, for the server's log and not for the client; null where it was not asked. At most 2,000 characters.</summary>
    public string? Diagnostics { get; } = diagnostics;
}
