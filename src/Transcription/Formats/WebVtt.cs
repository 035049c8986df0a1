using System.Text;

namespace Speech.Transcription.Formats;

/// <summary>WebVTT (W3C): a point before the milliseconds, the speaker label as a <c>v</c> span, markup characters escaped.</summary>
internal static class WebVtt
{
    public static string Write(IReadOnlyList<SubtitleCue> cues)
    {
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in cues)
        {
            text.Append('\n')
                .Append(SubtitleTime.Format(cue.Start, '.')).Append(" --> ").Append(SubtitleTime.Format(cue.End, '.')).Append('\n');
            if (cue.Speaker is { } speaker) text.Append("<v ").Append(Escape(speaker)).Append('>');
            foreach (var line in cue.Lines) text.Append(Escape(line)).Append('\n');
        }
        return text.ToString();
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
