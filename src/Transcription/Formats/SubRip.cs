using System.Text;
using System.Text.RegularExpressions;

namespace Speech.Transcription.Formats;

/// <summary>SubRip (SRT): numbered cues, a comma before the milliseconds.</summary>
internal static partial class SubRip
{
    /// <param name="cues">Their text begins with the speaker's label, since the format has no other place for it.</param>
    public static string Write(IReadOnlyList<SubtitleCue> cues)
    {
        var text = new StringBuilder();
        foreach (var (index, cue) in cues.Index())
        {
            if (index > 0) text.Append('\n');
            text.Append(index + 1).Append('\n')
                .Append(SubtitleTime.Format(cue.Start, ',')).Append(" --> ").Append(SubtitleTime.Format(cue.End, ',')).Append('\n');
            // The arrow is reserved for the time line, and SRT has no escape for it.
            foreach (var line in cue.Lines) text.Append(Arrow().Replace(line, "->")).Append('\n');
        }
        return text.ToString();
    }

    [GeneratedRegex("-{2,}>")]
    private static partial Regex Arrow();
}
