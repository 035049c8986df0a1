namespace Speech.Whisper.Chunking;

/// <summary>Finds where to switch from the text of one window to that of the next, which also covers the overlap.</summary>
/// <remarks>
/// Based on the longest common subsequence of the tokens, where a match counts the less the further apart its two times are. (The reference
/// slides the two texts along each other and takes the best offset: a single misrecognized word, or a short overlap, loses or duplicates
/// words.)
/// </remarks>
internal static class OverlapMerger
{
    /// <summary>
    /// Finds the common token closest to the middle of the overlap, so that each window is used where it has the most context.
    /// </summary>
    /// <param name="left">The earlier window's tokens around the overlap.</param>
    /// <param name="right">The later window's tokens around the overlap.</param>
    /// <param name="middle">Middle of the overlap in seconds.</param>
    /// <param name="tolerance">Maximum difference between two times of the same word, in seconds.</param>
    /// <returns>The left tokens before index <c>Left</c> and the right ones from index <c>Right</c> on make up the text.</returns>
    public static (int Left, int Right) Join(ReadOnlySpan<TimedToken> left, ReadOnlySpan<TimedToken> right, double middle, double tolerance)
    {
        // If one window has no text there, the other's is taken.
        if (left.IsEmpty || right.IsEmpty) return (left.Length, 0);
        var scores = Scores(left, right, tolerance);
        (int, int)? join = null;
        var nearest = (IsBoundary: false, Distance: double.PositiveInfinity);
        for (var (l, r) = (0, 0); l < left.Length && r < right.Length;)
        {
            if (scores[l, r] == scores[l + 1, r]) l++;
            else if (scores[l, r] == scores[l, r + 1]) r++;
            else
            {
                var isBoundary = left[l].IsWordBoundary && right[r].IsWordBoundary;
                var distance = Math.Abs((left[l].Time + right[r].Time) / 2 - middle);
                // Inside a word or a character only if there is no common boundary.
                var isBetter = isBoundary == nearest.IsBoundary ? distance < nearest.Distance : isBoundary;
                if (isBetter) (nearest, join) = ((isBoundary, distance), (l, r));
                l++;
                r++;
            }
        }

        return join ?? (BoundaryBefore(left, middle), BoundaryBefore(right, middle));
    }

    /// <summary>[l, r]: score of the best common subsequence of left[l..] and right[r..].</summary>
    private static double[,] Scores(ReadOnlySpan<TimedToken> left, ReadOnlySpan<TimedToken> right, double tolerance)
    {
        var scores = new double[left.Length + 1, right.Length + 1];
        for (var l = left.Length - 1; l >= 0; l--)
            for (var r = right.Length - 1; r >= 0; r--)
            {
                scores[l, r] = Math.Max(scores[l + 1, r], scores[l, r + 1]);
                var match = 1 - Math.Abs(left[l].Time - right[r].Time) / tolerance;
                if (left[l].Id == right[r].Id && match > 0) scores[l, r] = Math.Max(scores[l, r], match + scores[l + 1, r + 1]);
            }

        return scores;
    }

    /// <summary>Number of tokens up to the last word boundary before a time.</summary>
    private static int BoundaryBefore(ReadOnlySpan<TimedToken> tokens, double time)
    {
        var count = 0;
        while (count < tokens.Length && tokens[count].Time < time) count++;
        while (count > 0 && count < tokens.Length && !tokens[count].IsWordBoundary) count--;
        return count;
    }
}
