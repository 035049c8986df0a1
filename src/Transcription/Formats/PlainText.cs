using System.Text;

namespace Speech.Transcription.Formats;

/// <summary>One line for each cue, or, where speakers are known, for all that one says before another does.</summary>
internal static class PlainText
{
    public static string Write(IReadOnlyList<Cue> cues)
    {
        var text = new StringBuilder();
        for (var index = 0; index < cues.Count; index++)
        {
            var cue = cues[index];
            var goesOn = index > 0 && cue.Speaker is not null && cue.Speaker == cues[index - 1].Speaker;
            if (goesOn) text.Append(' ');
            else if (index > 0) text.Append('\n');
            if (!goesOn && cue.Speaker is { } speaker) text.Append(speaker).Append(": ");
            text.Append(cue.Text);
        }
        return cues.Count == 0 ? "" : text.Append('\n').ToString();
    }
}
