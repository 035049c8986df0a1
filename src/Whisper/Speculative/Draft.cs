namespace Speech.Whisper.Speculative;

/// <summary>The drafting of one row: how far the assistant has read, and how far it is to be trusted.</summary>
/// <param name="trust">In this row.</param>
internal sealed class Draft(Trust trust)
{
    /// <summary>Tokens of the row that the assistant's cache holds.</summary>
    public int Read { get; private set; }

    /// <summary>Passes that were made without a draft because drafting does not pay.</summary>
    public long Skipped { get; private set; }

    /// <summary>Probability that a proposal is right after right ones.</summary>
    public double Chance => trust.Value;

    /// <summary>Takes in a pass without a draft.</summary>
    public void Skip() => Skipped++;

    /// <summary>The assistant has read so many tokens.</summary>
    public void CatchUp(int read) => Read = read;

    /// <summary>Takes in how a draft fared.</summary>
    /// <param name="before">Tokens of the row when it was made.</param>
    /// <param name="asked">Tokens asked for; 0 where none were, which tells nothing.</param>
    /// <param name="proposed">Tokens of the draft.</param>
    /// <param name="accepted">How many of them were right.</param>
    public void Settle(int before, int asked, int proposed, int accepted)
    {
        if (asked == 0) return;
        // The last proposed token was never fed back, and what follows a wrong one is void.
        Read = before + Math.Min(Math.Max(0, proposed - 1), accepted);
        trust.Add(accepted, failed: accepted < asked);
    }
}

/// <summary>What a row may bring in the next pass.</summary>
/// <param name="Chance">Probability that a proposal is right after right ones; 0 where none are made.</param>
/// <param name="Most">Proposals that there is room for.</param>
internal readonly record struct Outlook(double Chance, int Most)
{
    /// <summary>Tokens to be expected of a pass over a draft of so many: 1 + a + a² + ... (Leviathan, Kalman, Matias 2023, equation 1).</summary>
    public double TokensWith(int length)
    {
        var (tokens, chance) = (1.0, 1.0);
        for (var i = Math.Min(length, Most); i > 0; i--) tokens += chance *= Chance;
        return tokens;
    }
}
