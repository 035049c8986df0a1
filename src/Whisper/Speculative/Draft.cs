namespace Speech.Whisper.Speculative;

/// <summary>The drafting of one row: how far the assistant has read, and how far it dares to go ahead.</summary>
internal sealed class Draft
{
    /// <summary>Longest and first draft, in tokens.</summary>
    public const int Longest = 12, First = 5;

    /// <summary>Tokens of the row that the assistant's cache holds.</summary>
    public int Read { get; private set; }

    /// <summary>Tokens to propose next time.</summary>
    public int Length { get; private set; } = First;

    /// <summary>Passes that were made without a draft because drafting does not pay.</summary>
    public long Skipped { get; private set; }

    /// <summary>Takes in a pass without a draft.</summary>
    public void Skip() => Skipped++;

    /// <summary>The assistant has read so many tokens.</summary>
    public void CatchUp(int read) => Read = read;

    /// <summary>Takes in how a draft fared: one that was right to its end is followed by a longer one, any other by a shorter one.</summary>
    /// <param name="before">Tokens of the row when it was made.</param>
    /// <param name="proposed">Tokens of the draft.</param>
    /// <param name="accepted">How many of them were right.</param>
    public void Settle(int before, int proposed, int accepted)
    {
        if (proposed == 0) return;
        // The last proposed token was never fed back, and what follows a wrong one is void.
        Read = before + Math.Min(proposed - 1, accepted);
        Length = accepted == proposed ? Math.Min(Longest, Length + 2) : Math.Max(1, Length - 1);
    }
}
