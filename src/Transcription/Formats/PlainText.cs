using System.Text;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>Plain text: one line per segment, or, with diarization, one line per run of segments of the same speaker.</summary>
internal static class PlainText
{
    public static string Write(Transcript transcript)
    {
        var (text, previous) = (new StringBuilder(), (Segment?)null);
        foreach (var segment in transcript.SpeakerSegments.Count > 0 ? transcript.SpeakerSegments : transcript.Segments)
        {
            var line = string.Join(' ', segment.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (line.Length == 0) continue;
            var continuesLine = segment.Speaker is not null && segment.Speaker == previous?.Speaker;
            if (continuesLine) text.Append(' ');
            else if (previous is not null) text.Append('\n');
            if (!continuesLine && segment.Speaker is { } speaker) text.Append(speaker).Append(": ");
            text.Append(line);
            previous = segment;
        }
        return previous is null ? "" : text.Append('\n').ToString();
    }
}
