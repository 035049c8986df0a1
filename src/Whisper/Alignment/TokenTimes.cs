namespace Speech.Whisper.Alignment;

/// <summary>When tokens are said: the cheapest path through what the decoder listened to.</summary>
internal static class TokenTimes
{
    /// <summary>Seconds of an encoder position.</summary>
    private const double Position = 0.02;

    /// <summary>The time of an encoder position.</summary>
    public static double Seconds(int position) => Math.Round(position * Position, 2);

    /// <summary>Finds the start of each row's token.</summary>
    /// <param name="matrix">[rows, frames]; row i is the pass that predicted token i, the last row what came after the last token.</param>
    /// <param name="rows">Tokens and one more.</param>
    /// <returns>Starts in seconds from the start of the window, rising, one for each row; the end of a token is the start of the next.</returns>
    public static double[] Starts(ReadOnlySpan<float> matrix, int rows)
    {
        var costs = new float[matrix.Length];
        for (var i = 0; i < costs.Length; i++) costs[i] = -matrix[i];
        var starts = new double[rows];
        var reached = -1;
        foreach (var (row, column) in DynamicTimeWarping.Path(costs, rows))
        {
            // The path enters every row once.
            if (row == reached) continue;
            reached = row;
            starts[row] = Seconds(column);
        }

        return starts;
    }
}
