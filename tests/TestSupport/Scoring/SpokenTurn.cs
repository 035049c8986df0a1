namespace Speech.TestSupport.Scoring;

/// <summary>A stretch of speech of one speaker.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio.</param>
/// <param name="Speaker">Who it is.</param>
public readonly record struct SpokenTurn(double Start, double End, string Speaker)
{
    /// <summary>Reads the SPEAKER lines of an RTTM file.</summary>
    public static List<SpokenTurn> Parse(string rttm)
        => [.. from line in rttm.Split('\n')
               let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where fields is ["SPEAKER", ..]
               let start = double.Parse(fields[3])
               select new SpokenTurn(start, start + double.Parse(fields[4]), fields[7])];
}
