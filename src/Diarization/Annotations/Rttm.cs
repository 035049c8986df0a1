using System.Globalization;
using System.Text;

namespace Speech.Diarization.Annotations;

/// <summary>NIST's Rich Transcription Time Marked format: one line per speaker turn.</summary>
public static class Rttm
{
    /// <summary>Formats speaker turns.</summary>
    /// <param name="turns">In the order of the lines.</param>
    /// <param name="file">Name of the recording. The format has no quoting: white space becomes underscores.</param>
    /// <returns>Lines terminated by a line feed; start and duration in seconds with three decimals.</returns>
    public static string Write(IEnumerable<SpeakerTurn> turns, string file)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(file);
        var lines = new StringBuilder();
        foreach (var turn in turns)
        {
            var (start, duration) = (RoundToMilliseconds(turn.Start), RoundToMilliseconds(turn.End - turn.Start));
            lines.Append(
                CultureInfo.InvariantCulture,
                $"SPEAKER {ToField(file)} 1 {start:F3} {duration:F3} <NA> <NA> {ToField(turn.Speaker)} <NA> <NA>\n");
        }

        return lines.ToString();
    }

    /// <summary>Rounds to the nearest thousandth, exact halves to even: as Python formats numbers, unlike .NET.</summary>
    private static decimal RoundToMilliseconds(double seconds)
    {
        var floor = Math.Floor(seconds * 1000);
        // Fused: a single rounding, so that the sign is exact.
        var beyondHalf = Math.FusedMultiplyAdd(seconds, 1000, -(floor + 0.5));
        return (decimal)(beyondHalf > 0 || beyondHalf == 0 && floor % 2 != 0 ? floor + 1 : floor) / 1000;
    }

    private static string ToField(string text)
        => text.Length == 0 ? "<NA>" : string.Concat(text.Select(letter => char.IsWhiteSpace(letter) ? '_' : letter));
}
