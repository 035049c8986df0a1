using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>Prepares the segments of a transcript for the subtitle formats.</summary>
internal static class SubtitleCues
{
    /// <summary>The speaker segments where there are any, otherwise the segments. Each has trimmed text on one line, since a blank line
    /// would end
    /// the cue; segments without text are left out.</summary>
    public static IReadOnlyList<Segment> From(Transcript transcript)
    {
        var segments = transcript.SpeakerSegments.Count > 0 ? transcript.SpeakerSegments : transcript.Segments;
        return
        [
            .. segments
                .Select(segment => segment with { Text = CollapseWhitespace(segment.Text) })
                .Where(segment => segment.Text.Length > 0),
        ];
    }

    /// <summary>Hours (at least two digits, unbounded), minutes, seconds and milliseconds. Rounded to 0.01 s, as in the JSON
    /// answer.</summary>
    /// <param name="seconds">From the start of the audio.</param>
    /// <param name="separator">Between the seconds and their fraction.</param>
    public static string FormatTime(double seconds, char separator)
    {
        var (wholeSeconds, centiseconds) = Math.DivRem((long)Math.Round(Math.Round(seconds, 2, MidpointRounding.AwayFromZero) * 100), 100);
        return $"{wholeSeconds / 3600:00}:{wholeSeconds / 60 % 60:00}:{wholeSeconds % 60:00}{separator}{centiseconds:00}0";
    }

    private static string CollapseWhitespace(string text)
        => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
