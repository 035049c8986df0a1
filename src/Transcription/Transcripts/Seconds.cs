namespace Speech.Transcription.Transcripts;

/// <summary>The precision of times in answers.</summary>
public static class Seconds
{
    /// <summary>Rounds to 0.01 s, halves away from zero.</summary>
    /// <param name="seconds">A time or a duration in seconds.</param>
    public static double Round(double seconds) => Math.Round(seconds, 2, MidpointRounding.AwayFromZero);
}
