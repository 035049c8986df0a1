namespace Speech.Diarization.Clustering;

/// <summary>The linear sum assignment problem: a one-to-one assignment of rows to columns with the maximum sum of scores.</summary>
/// <remarks>
/// The Hungarian method with shortest augmenting paths: Jonker and Volgenant, 1987; for rectangular matrices:
/// Crouse, On implementing 2D rectangular assignment algorithms, 2016. O(rows² columns).
/// </remarks>
internal static class LinearSumAssignment
{
    /// <summary>Finds the assignment with the maximum sum.</summary>
    /// <param name="scores">Shape (rows, columns), finite.</param>
    /// <returns>The column of each row; -1 for unassigned rows, if there are fewer columns than rows.</returns>
    public static int[] Maximize(double[,] scores)
    {
        var (rows, columns) = (scores.GetLength(0), scores.GetLength(1));
        if (rows <= columns) return new Solver(rows, columns, (row, column) => -scores[row, column]).Solve();
        var columnOf = new int[rows];
        Array.Fill(columnOf, -1);
        var rowOf = new Solver(columns, rows, (column, row) => -scores[row, column]).Solve();
        for (var column = 0; column < columns; column++) columnOf[rowOf[column]] = column;
        return columnOf;
    }

    private sealed class Solver(int rows, int columns, Func<int, int, double> cost)
    {
        // Dual variables: the reduced cost is never negative, and 0 for assigned pairs.
        private readonly double[] _u = new double[rows];
        private readonly double[] _v = new double[columns];
        private readonly int[] _columnOf = Unassigned(rows);
        private readonly int[] _rowOf = Unassigned(columns);
        // State of one search: length of the shortest path to each column, and the row before it on that path.
        private readonly double[] _lengths = new double[columns];
        private readonly int[] _predecessors = new int[columns];

        public int[] Solve()
        {
            for (var row = 0; row < rows; row++) Augment(row);
            return _columnOf;
        }

        private void Augment(int start)
        {
            Array.Fill(_lengths, double.PositiveInfinity);
            // Unvisited columns, last one first: SciPy's order, which decides between equal solutions.
            var open = new List<int>(Enumerable.Range(0, columns).Reverse());
            var (visitedRows, visitedColumns) = (new List<int>(), new List<int>());
            var (row, shortest) = (start, 0.0);
            while (true)
            {
                visitedRows.Add(row);
                var index = Relax(open, row, shortest);
                var column = open[index];
                shortest = _lengths[column];
                open[index] = open[^1];
                open.RemoveAt(open.Count - 1);
                visitedColumns.Add(column);
                if (_rowOf[column] < 0) break;
                row = _rowOf[column];
            }

            UpdateDuals(start, visitedRows, visitedColumns, shortest);
            Flip(start, visitedColumns[^1]);
        }

        /// <summary>Extends the paths from a row to the open columns.</summary>
        /// <returns>Index in <paramref name="open"/> of the nearest column; of an unassigned one, if distances are equal.</returns>
        private int Relax(List<int> open, int row, double shortest)
        {
            var (nearest, lowest) = (-1, double.PositiveInfinity);
            for (var i = 0; i < open.Count; i++)
            {
                var column = open[i];
                var length = shortest + cost(row, column) - _u[row] - _v[column];
                if (length < _lengths[column]) (_lengths[column], _predecessors[column]) = (length, row);
                if (_lengths[column] < lowest || _lengths[column] == lowest && _rowOf[column] < 0)
                    (nearest, lowest) = (i, _lengths[column]);
            }

            return nearest;
        }

        private void UpdateDuals(int start, List<int> visitedRows, List<int> visitedColumns, double shortest)
        {
            _u[start] += shortest;
            foreach (var row in visitedRows)
                if (row != start) _u[row] += shortest - _lengths[_columnOf[row]];
            foreach (var column in visitedColumns) _v[column] -= shortest - _lengths[column];
        }

        /// <summary>Flips the assignments along the augmenting path.</summary>
        private void Flip(int start, int column)
        {
            for (int row; ;)
            {
                row = _predecessors[column];
                _rowOf[column] = row;
                (_columnOf[row], column) = (column, _columnOf[row]);
                if (row == start) return;
            }
        }

        private static int[] Unassigned(int length)
        {
            var assignments = new int[length];
            Array.Fill(assignments, -1);
            return assignments;
        }
    }
}
