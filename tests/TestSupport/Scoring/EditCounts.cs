namespace Speech.TestSupport.Scoring;

/// <summary>The edits between a reference and a transcript, in words or characters. Counts of several transcripts add up.</summary>
/// <param name="Reference">Length of the reference.</param>
/// <param name="Substitutions">Replaced ones.</param>
/// <param name="Deletions">Missing ones.</param>
/// <param name="Insertions">Added ones.</param>
public readonly record struct EditCounts(int Reference, int Substitutions, int Deletions, int Insertions)
{
    /// <summary>All edits.</summary>
    public int Errors => Substitutions + Deletions + Insertions;

    /// <summary>Edits per length of the reference: WER or CER. 1 where there are edits and no reference.</summary>
    public double Rate => Reference > 0 ? (double)Errors / Reference : Errors > 0 ? 1 : 0;

    /// <summary>The edits of both.</summary>
    public static EditCounts operator +(EditCounts left, EditCounts right) => new(
        left.Reference + right.Reference, left.Substitutions + right.Substitutions, left.Deletions + right.Deletions,
        left.Insertions + right.Insertions);
}
