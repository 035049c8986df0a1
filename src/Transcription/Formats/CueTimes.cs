namespace Speech.Transcription.Formats;

/// <summary>Adjusts the times of cues, so that each can be read.</summary>
internal static class CueTimes
{
    // The shortest time of a cue whose words have none.
    private const double MinSeconds = 0.1;

    /// <summary>Lets each cue last until it can be read where the next one leaves the time, and no longer than the limit. Every cue ends
    /// after it starts, and cues that did not overlap do not.</summary>
    /// <param name="cues">By start.</param>
    /// <param name="maxSeconds">The limit.</param>
    /// <param name="duration">The length of the audio in seconds; null where it is not known.</param>
    public static List<SubtitleCue> Adjust(IReadOnlyList<SubtitleCue> cues, double maxSeconds, double? duration)
    {
        var adjusted = new List<SubtitleCue>(cues.Count);
        var (end, latest) = (0.0, 0.0);
        for (var i = 0; i < cues.Count; i++)
        {
            // An earlier cue may have been prolonged into this one.
            var start = cues[i].Start >= latest ? Math.Max(cues[i].Start, end) : cues[i].Start;
            latest = Math.Max(latest, cues[i].End);
            var readable = start + cues[i].Lines.Sum(TextWidth.Of) / CueSplitter.ReadingSpeed;
            var limit = i + 1 < cues.Count ? cues[i + 1].Start : duration ?? double.PositiveInfinity;
            var cueEnd = Math.Min(Math.Max(cues[i].End, Math.Min(readable, limit)), start + maxSeconds);
            // Times are written in hundredths.
            cueEnd = Math.Max(cueEnd, start + (cueEnd - start < 0.01 ? MinSeconds : 0));
            adjusted.Add(cues[i] with { Start = start, End = cueEnd });
            end = Math.Max(end, cueEnd);
        }

        return adjusted;
    }
}
