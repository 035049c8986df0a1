using System.Text;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Formats;

/// <summary>Plain text: one line per cue, or, with diarization, one line per run of cues of the same speaker.</summary>
internal static class PlainText
{
    public static string Write(IReadOnlyList<Segment> cues)
    {
        var text = new StringBuilder();
        for (var index = 0; index < cues.Count; index++)
        {
            var cue = cues[index];
            var continuesLine = index > 0 && cue.Speaker is not null && cue.Speaker == cues[index - 1].Speaker;
            if (continuesLine) text.Append(' ');
            else if (index > 0) text.Append('\n');
            if (!continuesLine && cue.Speaker is { } speaker) text.Append(speaker).Append(": ");
            text.Append(cue.Text);
        }
        return cues.Count == 0 ? "" : text.Append('\n').ToString();
    }
}
