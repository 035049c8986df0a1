namespace Speech.Transcription.Live;

/// <summary>A turn: the audio from where speech begins to the pause after it, or between two commits of the client.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Start">Its start, in seconds from the start of the session.</param>
/// <param name="Settings">The settings when it began.</param>
internal sealed record LiveTurn(int Number, double Start, LiveSettings Settings)
{
    /// <summary>The text that has been sent.</summary>
    public StableText Stable { get; } = new();
}
