using System.Text;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>WebVTT (W3C): a point before the milliseconds, the speaker label as a <c>v</c> span, markup characters escaped.</summary>
internal static class WebVtt
{
    public static string Write(IReadOnlyList<Segment> cues)
    {
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in cues)
        {
            text.Append('\n')
                .Append(SubtitleCues.FormatTime(cue.Start, '.')).Append(" --> ").Append(SubtitleCues.FormatTime(cue.End, '.')).Append('\n');
            if (cue.Speaker is { } speaker) text.Append("<v ").Append(Escape(speaker)).Append('>');
            text.Append(Escape(cue.Text)).Append('\n');
        }
        return text.ToString();
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
