using System.Text;

namespace Speech.Transcription.Formats;

/// <summary>WebVTT (W3C): points before the milliseconds, a known speaker as a voice span, markup letters escaped.</summary>
internal static class WebVtt
{
    public static string Write(IReadOnlyList<Cue> cues)
    {
        var text = new StringBuilder("WEBVTT\n");
        foreach (var cue in cues)
        {
            text.Append('\n').Append(Cue.Clock(cue.Timestamp.Start, '.')).Append(" --> ").Append(Cue.Clock(cue.Timestamp.End, '.')).Append('\n');
            if (cue.Speaker is { } speaker) text.Append("<v ").Append(Escape(speaker)).Append('>');
            text.Append(Escape(cue.Text)).Append('\n');
        }
        return text.ToString();
    }

    private static string Escape(string text)
        => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
