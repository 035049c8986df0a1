namespace Speech.Whisper.Chunking;

/// <summary>Joins token sequences of overlapping windows where they agree best.</summary>
internal static class OverlapMerger
{
    /// <summary>
    /// Slides each sequence along the end of the one before; of the offsets with more than one equal token, the one with the largest
    /// equal share wins, longer overlaps first. The join is the middle of the overlap: each window is trusted on its own side.
    /// </summary>
    public static List<int> Merge(IReadOnlyList<IReadOnlyList<int>> sequences)
    {
        var merged = new List<int>();
        var left = sequences[0];
        foreach (var right in sequences.Skip(1))
        {
            var (leftMiddle, rightMiddle) = BestJoin(left, right);
            merged.AddRange(left.Take(leftMiddle));
            left = [.. right.Skip(rightMiddle)];
        }

        merged.AddRange(left);
        return merged;
    }

    private static (int Left, int Right) BestJoin(IReadOnlyList<int> left, IReadOnlyList<int> right)
    {
        // Without any agreement the sequences stand one after the other.
        var (best, join) = (0.0, (left.Count, 0));
        for (var shift = 1; shift < left.Count + right.Count; shift++)
        {
            var (leftStart, leftEnd) = (Math.Max(0, left.Count - shift), Math.Min(left.Count, left.Count + right.Count - shift));
            var rightStart = Math.Max(0, shift - left.Count);
            var equal = 0;
            for (var i = leftStart; i < leftEnd; i++)
                if (left[i] == right[rightStart + i - leftStart])
                    equal++;

            // A ten-thousandth per token of shift favours long overlaps among equally good ones.
            var score = (double)equal / shift + shift / 10_000.0;
            if (equal <= 1 || score <= best) continue;
            var rightEnd = rightStart + leftEnd - leftStart;
            (best, join) = (score, ((leftStart + leftEnd) / 2, (rightStart + rightEnd) / 2));
        }

        return join;
    }
}
