namespace Speech.Whisper.Chunking;

/// <summary>Finds where the text of a window goes over into the text of the next one, which heard the overlap too.</summary>
/// <remarks>
/// The longest common sequence of tokens, each match counting for less the further apart the two times are. (The reference slides the two
/// texts along each other instead and takes the best offset: one word misheard, or a short overlap, and words are lost or doubled.)
/// </remarks>
internal static class OverlapMerger
{
    /// <summary>The two places at which to go over, close to the middle of the overlap: each window is trusted on its own side.</summary>
    /// <param name="left">The earlier window's tokens around the overlap.</param>
    /// <param name="right">The later window's tokens around the overlap.</param>
    /// <param name="middle">Middle of the overlap in seconds.</param>
    /// <param name="tolerance">Seconds that two times of one word may lie apart.</param>
    /// <returns>Take the left tokens before <c>Left</c>, and the right ones from <c>Right</c> on.</returns>
    public static (int Left, int Right) Join(ReadOnlySpan<TimedToken> left, ReadOnlySpan<TimedToken> right, double middle, double tolerance)
    {
        // One of them heard nothing: the other is believed.
        if (left.IsEmpty || right.IsEmpty) return (left.Length, 0);
        var scores = Scores(left, right, tolerance);
        (int, int)? join = null;
        var nearest = (IsCut: false, Distance: double.PositiveInfinity);
        for (var (l, r) = (0, 0); l < left.Length && r < right.Length;)
        {
            if (scores[l, r] == scores[l + 1, r]) l++;
            else if (scores[l, r] == scores[l, r + 1]) r++;
            else
            {
                var (isCut, distance) = (left[l].IsCut && right[r].IsCut, Math.Abs((left[l].Time + right[r].Time) / 2 - middle));
                // Inside a word or a character only where there is no other way.
                if (isCut == nearest.IsCut ? distance < nearest.Distance : isCut) (nearest, join) = ((isCut, distance), (l, r));
                l++;
                r++;
            }
        }

        return join ?? (CutAt(left, middle), CutAt(right, middle));
    }

    /// <summary>[l, r]: worth of the best common sequence of left[l..] and right[r..].</summary>
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

    /// <summary>Tokens before a time, less those of a word or character that the time would cut in two.</summary>
    private static int CutAt(ReadOnlySpan<TimedToken> tokens, double time)
    {
        var count = 0;
        while (count < tokens.Length && tokens[count].Time < time) count++;
        while (count > 0 && count < tokens.Length && !tokens[count].IsCut) count--;
        return count;
    }
}
