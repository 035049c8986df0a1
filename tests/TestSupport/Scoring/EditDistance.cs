namespace Speech.TestSupport.Scoring;

/// <summary>Levenshtein alignments. Of alignments with equally few edits, the one with the most substitutions counts.</summary>
public static class EditDistance
{
    /// <summary>Counts the edits that turn the reference into the hypothesis.</summary>
    public static EditCounts Count<T>(ReadOnlySpan<T> reference, ReadOnlySpan<T> hypothesis) where T : IEquatable<T>
    {
        var row = new EditCounts[hypothesis.Length + 1];
        for (var j = 1; j <= hypothesis.Length; j++) row[j] = new(0, 0, 0, j);
        foreach (var expected in reference)
        {
            var diagonal = row[0];
            row[0] = row[0] with { Deletions = row[0].Deletions + 1 };
            for (var j = 1; j <= hypothesis.Length; j++)
            {
                var above = row[j];
                var best = expected.Equals(hypothesis[j - 1]) ? diagonal : diagonal with { Substitutions = diagonal.Substitutions + 1 };
                if (above.Errors + 1 < best.Errors) best = above with { Deletions = above.Deletions + 1 };
                if (row[j - 1].Errors + 1 < best.Errors) best = row[j - 1] with { Insertions = row[j - 1].Insertions + 1 };
                (diagonal, row[j]) = (above, best);
            }
        }
        return row[^1] with { Reference = reference.Length };
    }

    /// <summary>Aligns words.</summary>
    /// <returns>For each word of the hypothesis the index of the equal word of the reference; -1 for none.</returns>
    public static int[] Match(IReadOnlyList<string> reference, IReadOnlyList<string> hypothesis)
    {
        var costs = new int[reference.Count + 1, hypothesis.Count + 1];
        for (var i = 0; i <= reference.Count; i++)
            for (var j = 0; j <= hypothesis.Count; j++)
                costs[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    costs[i - 1, j - 1] + (reference[i - 1] == hypothesis[j - 1] ? 0 : 1), 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
        var matches = new int[hypothesis.Count];
        Array.Fill(matches, -1);
        for (var (i, j) = (reference.Count, hypothesis.Count); i > 0 && j > 0;)
        {
            var isEqual = reference[i - 1] == hypothesis[j - 1];
            if (costs[i, j] == costs[i - 1, j - 1] + (isEqual ? 0 : 1))
            {
                (i, j) = (i - 1, j - 1);
                if (isEqual) matches[j] = i;
            }
            else if (costs[i, j] == costs[i - 1, j] + 1) i--;
            else j--;
        }
        return matches;
    }
}
