namespace Speech.TestSupport.Scoring;

/// <summary>The largest sum of gains that pairs of rows and columns can have, each used at most once: every subset of the fewer ones is
/// tried.</summary>
public static class BestPairing
{
    /// <summary>Finds the sum.</summary>
    /// <param name="gains">Shape (rows, columns), none negative; at most 20 of the fewer ones.</param>
    public static double Sum(double[,] gains)
    {
        var (many, few) = (Math.Max(gains.GetLength(0), gains.GetLength(1)), Math.Min(gains.GetLength(0), gains.GetLength(1)));
        if (few > 20) throw new ArgumentException("Too many speakers to try all pairings.", nameof(gains));
        var isTall = gains.GetLength(0) >= gains.GetLength(1);
        // best[used]: the largest sum when these of the few are taken.
        var best = new double[1 << few];
        for (var one = 0; one < many; one++)
            for (var used = best.Length - 1; used > 0; used--)
                for (var other = 0; other < few; other++)
                    if ((used >> other & 1) == 1)
                        best[used] = Math.Max(best[used], best[used & ~(1 << other)] + (isTall ? gains[one, other] : gains[other, one]));
        return best[^1];
    }
}
