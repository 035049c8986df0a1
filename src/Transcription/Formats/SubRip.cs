using System.Text;

namespace Speech.Transcription.Formats;

/// <summary>SRT: numbered cues, commas before the milliseconds. A known speaker stands before the text.</summary>
internal static class SubRip
{
    public static string Write(IReadOnlyList<Cue> cues)
    {
        var text = new StringBuilder();
        foreach (var (index, cue) in cues.Index())
        {
            if (index > 0) text.Append('\n');
            text.Append(index + 1).Append('\n')
                .Append(Cue.Clock(cue.Timestamp.Start, ',')).Append(" --> ").Append(Cue.Clock(cue.Timestamp.End, ',')).Append('\n');
            if (cue.Speaker is { } speaker) text.Append(speaker).Append(": ");
            // The arrow belongs to the times; there is no escape for it.
            text.Append(cue.Text.Replace("-->", "->", StringComparison.Ordinal)).Append('\n');
        }
        return text.ToString();
    }
}
