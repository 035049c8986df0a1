using System.Text;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>SubRip (SRT): numbered cues, a comma before the milliseconds, the speaker label in front of the text.</summary>
internal static class SubRip
{
    public static string Write(IReadOnlyList<Segment> cues)
    {
        var text = new StringBuilder();
        foreach (var (index, cue) in cues.Index())
        {
            if (index > 0) text.Append('\n');
            text.Append(index + 1).Append('\n')
                .Append(SubtitleCues.FormatTime(cue.Start, ',')).Append(" --> ").Append(SubtitleCues.FormatTime(cue.End, ',')).Append('\n');
            if (cue.Speaker is { } speaker) text.Append(speaker).Append(": ");
            // The arrow is reserved for the time line, and SRT has no escape for it.
            text.Append(cue.Text.Replace("-->", "->", StringComparison.Ordinal)).Append('\n');
        }
        return text.ToString();
    }
}
