namespace Speech.Diarization.Clustering;

/// <summary>The best pairing of rows and columns, each used at most once: the Hungarian method with shortest augmenting paths.</summary>
/// <remarks>Jonker and Volgenant 1987; rectangular as in Crouse, On implementing 2D rectangular assignment algorithms, 2016. O(rows² columns).</remarks>
internal static class Assignment
{
    /// <summary>Pairs as many rows and columns as there can be, for the largest sum.</summary>
    /// <param name="scores">Shape (rows, columns), finite.</param>
    /// <returns>The column of each row; -1 where there are fewer columns than rows and it got none.</returns>
    public static int[] Maximise(double[,] scores)
    {
        var (rows, columns) = (scores.GetLength(0), scores.GetLength(1));
        if (rows <= columns) return new Paths(rows, columns, (row, column) => -scores[row, column]).Solve();
        var pairs = new int[rows];
        Array.Fill(pairs, -1);
        var rowOf = new Paths(columns, rows, (column, row) => -scores[row, column]).Solve();
        for (var column = 0; column < columns; column++) pairs[rowOf[column]] = column;
        return pairs;
    }

    private sealed class Paths(int rows, int columns, Func<int, int, double> cost)
    {
        // Dual variables; a cost less both is never negative, and 0 on a pair.
        private readonly double[] _u = new double[rows];
        private readonly double[] _v = new double[columns];
        private readonly int[] _columnOf = Filled(rows);
        private readonly int[] _rowOf = Filled(columns);
        // Of the search for one row: the length of the shortest path to each column, and the row before it on that path.
        private readonly double[] _lengths = new double[columns];
        private readonly int[] _before = new int[columns];

        public int[] Solve()
        {
            for (var row = 0; row < rows; row++) Augment(row);
            return _columnOf;
        }

        private void Augment(int start)
        {
            Array.Fill(_lengths, double.PositiveInfinity);
            // Columns not reached yet. From the last one down: among equals SciPy's choice, on which results with ties depend.
            var open = new List<int>(Enumerable.Range(0, columns).Reverse());
            var (reachedRows, reachedColumns) = (new List<int>(), new List<int>());
            var (row, shortest) = (start, 0.0);
            while (true)
            {
                reachedRows.Add(row);
                var at = Extend(open, row, shortest);
                var column = open[at];
                shortest = _lengths[column];
                open[at] = open[^1];
                open.RemoveAt(open.Count - 1);
                reachedColumns.Add(column);
                if (_rowOf[column] < 0) break;
                row = _rowOf[column];
            }

            UpdateDuals(start, reachedRows, reachedColumns, shortest);
            Flip(start, reachedColumns[^1]);
        }

        /// <summary>Goes on from a row to the open columns.</summary>
        /// <returns>Place of the nearest of them; a free one among equals.</returns>
        private int Extend(List<int> open, int row, double shortest)
        {
            var (nearest, lowest) = (-1, double.PositiveInfinity);
            for (var i = 0; i < open.Count; i++)
            {
                var column = open[i];
                var length = shortest + cost(row, column) - _u[row] - _v[column];
                if (length < _lengths[column]) (_lengths[column], _before[column]) = (length, row);
                if (_lengths[column] < lowest || _lengths[column] == lowest && _rowOf[column] < 0) (nearest, lowest) = (i, _lengths[column]);
            }

            return nearest;
        }

        private void UpdateDuals(int start, List<int> reachedRows, List<int> reachedColumns, double shortest)
        {
            _u[start] += shortest;
            foreach (var row in reachedRows)
                if (row != start) _u[row] += shortest - _lengths[_columnOf[row]];
            foreach (var column in reachedColumns) _v[column] -= shortest - _lengths[column];
        }

        private void Flip(int start, int column)
        {
            for (int row; ; )
            {
                row = _before[column];
                _rowOf[column] = row;
                (_columnOf[row], column) = (column, _columnOf[row]);
                if (row == start) return;
            }
        }

        private static int[] Filled(int length)
        {
            var places = new int[length];
            Array.Fill(places, -1);
            return places;
        }
    }
}
