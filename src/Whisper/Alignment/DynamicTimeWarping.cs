namespace Speech.Whisper.Alignment;

/// <summary>The cheapest monotonic path through a matrix of costs.</summary>
internal static class DynamicTimeWarping
{
    private enum Step : byte { Both, Row, Column }

    /// <summary>Finds the path from the first to the last cell; it goes one row, one column, or both at a time.</summary>
    /// <param name="costs">[rows, columns], row-major.</param>
    /// <param name="rows">At least 1.</param>
    /// <returns>The cells of the path in order. Between equally cheap steps the one along the columns is taken, as by the reference.</returns>
    public static List<(int Row, int Column)> Path(ReadOnlySpan<float> costs, int rows)
    {
        var columns = costs.Length / rows;
        var steps = new Step[rows * columns];
        // Cheapest way to the cells of the column before and of this one, with a border row that cannot be entered.
        var (before, here) = (new float[rows + 1], new float[rows + 1]);
        Array.Fill(before, float.PositiveInfinity);
        before[0] = 0;
        for (var column = 0; column < columns; column++)
        {
            here[0] = float.PositiveInfinity;
            for (var row = 0; row < rows; row++)
            {
                var (both, byRow, byColumn) = (before[row], here[row], before[row + 1]);
                var step = both < byRow && both < byColumn ? Step.Both : byRow < both && byRow < byColumn ? Step.Row : Step.Column;
                steps[row * columns + column] = step;
                here[row + 1] = costs[row * columns + column] + (step switch { Step.Both => both, Step.Row => byRow, _ => byColumn });
            }

            (before, here) = (here, before);
        }

        return Backtrace(steps, rows, columns);
    }

    private static List<(int Row, int Column)> Backtrace(Step[] steps, int rows, int columns)
    {
        var path = new List<(int, int)>();
        for (var (row, column) = (rows - 1, columns - 1); row >= 0 || column >= 0;)
        {
            path.Add((row, column));
            // On the border there is one way only.
            var step = row < 0 ? Step.Column : column < 0 ? Step.Row : steps[row * columns + column];
            if (step != Step.Column) row--;
            if (step != Step.Row) column--;
        }

        path.Reverse();
        return path;
    }
}
