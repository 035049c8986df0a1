namespace Speech.Checkpoints.Pickle;

/// <summary>The working memory of a pickle: a stack, marks in it, and a memo of values that are used again.</summary>
internal sealed class PickleStack(string file, CheckpointLimits limits)
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    public void Push(object? value) => _values.Add(value);

    public object? Pop()
    {
        var value = Top;
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>The value on top. What lies below a mark is out of reach until the mark goes.</summary>
    public object? Top => _values.Count > (_marks.TryPeek(out var mark) ? mark : 0) ? _values[^1] : throw Fault("the pickle takes more values than it made.");

    public void Mark()
    {
        if (_marks.Count >= limits.MaxPickleNesting) throw Fault("the pickle is nested too deeply.");
        _marks.Push(_values.Count);
    }

    /// <summary>Takes the mark and all above it.</summary>
    public object?[] PopToMark()
    {
        if (!_marks.TryPop(out var mark)) throw Fault("the pickle ends a list that it did not begin.");
        var values = _values[mark..].ToArray();
        _values.RemoveRange(mark, values.Length);
        return values;
    }

    public object?[] PopTuple(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--) values[i] = Pop();
        return values;
    }

    public void Memoize(uint key) => _memo[key] = Top;

    public void Memoize() => Memoize((uint)_memo.Count);

    public object? Recall(uint key) => _memo.TryGetValue(key, out var value) ? value : throw Fault("the pickle asks for a value that it did not make.");

    private CheckpointException Fault(string fault) => new(file, fault);
}
