using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>The times of subtitle formats.</summary>
internal static class SubtitleTime
{
    /// <summary>Hours (at least two digits, unbounded), minutes, seconds and milliseconds. Rounded to 0.01 s, as in the JSON
    /// answer.</summary>
    /// <param name="seconds">From the start of the audio.</param>
    /// <param name="separator">Between the seconds and their fraction.</param>
    public static string Format(double seconds, char separator)
    {
        var (wholeSeconds, centiseconds) = Math.DivRem((long)Math.Round(Seconds.Round(seconds) * 100), 100);
        return $"{wholeSeconds / 3600:00}:{wholeSeconds / 60 % 60:00}:{wholeSeconds % 60:00}{separator}{centiseconds:00}0";
    }
}
