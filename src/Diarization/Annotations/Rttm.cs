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
            lines.Append(CultureInfo.InvariantCulture, $"SPEAKER {Field(file)} 1 {Thousandths(turn.Start):F3} {Thousandths(turn.End - turn.Start):F3} <NA> <NA> {Field(turn.Speaker)} <NA> <NA>\n");
        return lines.ToString();
    }

    /// <summary>To the nearest thousandth, from an exact half to the even one: as Python writes numbers, and .NET does not.</summary>
    private static decimal Thousandths(double seconds)
    {
        var below = Math.Floor(seconds * 1000);
        // Rounded only once, so that its sign is right.
        var beyondHalf = Math.FusedMultiplyAdd(seconds, 1000, -(below + 0.5));
        return (decimal)(beyondHalf > 0 || beyondHalf == 0 && below % 2 != 0 ? below + 1 : below) / 1000;
    }

    private static string Field(string text) => text.Length == 0 ? "<NA>" : string.Concat(text.Select(letter => char.IsWhiteSpace(letter) ? '_' : letter));
}
