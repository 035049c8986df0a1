namespace Speech.Transcription.Wire;

/// <summary>Probabilities in an answer.</summary>
internal static class Score
{
    /// <summary>Rounds to four decimals: the networks are not more exact.</summary>
    public static double? Round(double? value) => value is { } number ? Math.Round(number, 4) : null;
}
