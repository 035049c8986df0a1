namespace Speech.Whisper.Alignment;

/// <summary>Dynamic time warping: the monotonic path with the lowest cost through a matrix.</summary>
internal static class DynamicTimeWarping
{
    private enum Step : byte { Both, Row, Column }

    /// <summary>Finds the path from the first to the last cell; each step advances one row, one column, or both.</summary>
    /// <param name="costs">[rows, columns], row-major.</param>
    /// <param name="rows">At least 1.</param>
    /// <returns>The cells of the path in order. Ties are resolved in favour of a column step, as in the reference.</returns>
    public static List<(int Row, int Column)> Path(ReadOnlySpan<float> costs, int rows)
    {
        var columns = costs.Length / rows;
        var steps = new Step[rows * columns];
        // Lowest cost to the cells of the previous and the current column, with an infinite border row.
        var (previous, current) = (new float[rows + 1], new float[rows + 1]);
        Array.Fill(previous, float.PositiveInfinity);
        previous[0] = 0;
        for (var column = 0; column < columns; column++)
        {
            current[0] = float.PositiveInfinity;
            for (var row = 0; row < rows; row++)
            {
                var (both, byRow, byColumn) = (previous[row], current[row], previous[row + 1]);
                var step = both < byRow && both < byColumn ? Step.Both : byRow < both && byRow < byColumn ? Step.Row : Step.Column;
                steps[row * columns + column] = step;
                current[row + 1] = costs[row * columns + column] + (step switch { Step.Both => both, Step.Row => byRow, _ => byColumn });
            }

            (previous, current) = (current, previous);
        }

        return Backtrace(steps, rows, columns);
    }

    private static List<(int Row, int Column)> Backtrace(Step[] steps, int rows, int columns)
    {
        var path = new List<(int, int)>();
        for (var (row, column) = (rows - 1, columns - 1); row >= 0 || column >= 0;)
        {
            path.Add((row, column));
            // At the border there is only one way.
            var step = row < 0 ? Step.Column : column < 0 ? Step.Row : steps[row * columns + column];
            if (step != Step.Column) row--;
            if (step != Step.Row) column--;
        }

        path.Reverse();
        return path;
    }
}
