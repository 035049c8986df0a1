using Speech.Whisper.Fallback;

namespace Speech.Whisper.Decoding;

/// <summary>The transcript of a window.</summary>
/// <param name="Best">The best attempt.</param>
/// <param name="Language">Language code, as requested or detected; null for an English-only checkpoint.</param>
internal sealed record DecodedWindow(DecodingAttempt Best, string? Language)
{
    /// <summary>Start and end of each token in seconds from the start of the window; empty unless requested.</summary>
    public IReadOnlyList<(double Start, double End)> TokenTimes { get; init; } = [];

    /// <summary>Number of times the window was decoded; 0 if it was not.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Counters of the forward passes, over all attempts.</summary>
    public SpeculationStatistics Speculation { get; init; }

    /// <summary>Counters of this window.</summary>
    public DecodingStatistics Statistics => Attempts == 0 ? default : new(1, Attempts - 1, Best.IsSilenced ? 1 : 0, Speculation);

    /// <summary>A window of digital silence, which is not decoded.</summary>
    public static DecodedWindow Silent { get; } = new(new DecodingAttempt([], 0, 1), null) { Attempts = 0 };
}
