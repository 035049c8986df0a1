namespace Speech.Chaos;

/// <summary>What became of one scenario.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Survived">Whether every law held.</param>
/// <param name="Outcome">What was done and measured, or which law was broken.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ChaosResult(string Scenario, bool Survived, string Outcome, TimeSpan Elapsed);

/// <summary>A law does not hold.</summary>
internal sealed class LawBrokenException(string message) : Exception(message)
{
    public static void Unless(bool holds, string message)
    {
        if (!holds) throw new LawBrokenException(message);
    }
}
