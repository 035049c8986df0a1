using Speech.Transcription.Answers;

namespace Speech.Transcription.Formats;

/// <summary>A line of a transcript: one line in the text, too, and never a blank one, since a blank line ends a subtitle.</summary>
/// <param name="Text">Trimmed.</param>
/// <param name="Timestamp">When it is said.</param>
/// <param name="Speaker">Who says it, where that is known.</param>
internal sealed record Cue(string Text, Timestamp Timestamp, string? Speaker)
{
    /// <summary>What the speakers say, where there are any, or else the chunks; without the pieces that have no text.</summary>
    public static IReadOnlyList<Cue> Of(TranscriptionResult result)
    {
        var all = result.Speakers.Count > 0
            ? result.Speakers.Select(piece => new Cue(OneLine(piece.Text), piece.Timestamp, piece.Speaker))
            : result.Chunks.Select(chunk => new Cue(OneLine(chunk.Text), chunk.Timestamp, Speaker: null));
        return [.. all.Where(cue => cue.Text.Length > 0)];
    }

    /// <summary>Hours, minutes, seconds and milliseconds; hours have at least two digits and no upper end.</summary>
    /// <param name="seconds">From the start of the audio.</param>
    /// <param name="separator">Between the seconds and their fraction.</param>
    public static string Clock(double seconds, char separator)
    {
        var (rest, milliseconds) = Math.DivRem((long)Math.Round(seconds * 1000), 1000);
        return $"{rest / 3600:00}:{rest / 60 % 60:00}:{rest % 60:00}{separator}{milliseconds:000}";
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
