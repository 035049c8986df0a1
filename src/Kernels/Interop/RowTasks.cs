namespace Speech.Kernels.Interop;

/// <summary>Divides the rows of a tensor among the threads: a task is large enough to be worth a thread's while.</summary>
internal readonly struct RowTasks
{
    private const int ElementsPerTask = 32 * 1024;

    private readonly int _rows, _rowsPerTask;

    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Elements of a row.</param>
    public RowTasks(int rows, int columns)
        => (_rows, Columns, _rowsPerTask) = (rows, columns, Math.Max(1, ElementsPerTask / Math.Max(1, columns)));

    /// <summary>Number of tasks.</summary>
    public int Count => (_rows + _rowsPerTask - 1) / _rowsPerTask;

    /// <summary>Elements of a row.</summary>
    public int Columns { get; }

    /// <summary>First row of a task.</summary>
    public int First(int task) => task * _rowsPerTask;

    /// <summary>The row after the last one of a task.</summary>
    public int End(int task) => Math.Min(First(task + 1), _rows);
}
