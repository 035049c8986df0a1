using System.Globalization;
using System.Text;

namespace Speech.Diarization.Annotations;

/// <summary>NIST's Rich Transcription Time Marked format, one line a turn.</summary>
public static class Rttm
{
    /// <summary>Writes turns.</summary>
    /// <param name="turns">In the order of the lines.</param>
    /// <param name="file">Name of the recording. The format knows no spaces: they become underscores.</param>
    /// <returns>Lines that each end with a line feed; start and length in seconds with three decimals.</returns>
    public static string Write(IEnumerable<SpeakerTurn> turns, string file)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(file);
        var lines = new StringBuilder();
        foreach (var turn in turns)
            lines.Append(CultureInfo.InvariantCulture, $"SPEAKER {Field(file)} 1 {turn.Start:F3} {turn.End - turn.Start:F3} <NA> <NA> {Field(turn.Speaker)} <NA> <NA>\n");
        return lines.ToString();
    }

    private static string Field(string text) => text.Length == 0 ? "<NA>" : string.Concat(text.Select(letter => char.IsWhiteSpace(letter) ? '_' : letter));
}
