using Speech.Checkpoints.Errors;

namespace Speech.Checkpoints.Pickle;

/// <summary>The working memory of the pickle format: a stack with marks, and a memo of reusable values.</summary>
internal sealed class PickleStack(string file, int maxNesting)
{
    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    /// <summary>The topmost value. Values below a mark are not accessible until the mark is removed.</summary>
    public object? Top => _values.Count > (_marks.TryPeek(out var mark) ? mark : 0) ? _values[^1]
        : throw Fault("the pickle takes a value from an empty stack.");

    public void Push(object? value) => _values.Add(value);

    public object? Pop()
    {
        var value = Top;
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    public void Mark()
    {
        if (_marks.Count >= maxNesting) throw Fault("the pickle is nested too deeply.");
        _marks.Push(_values.Count);
    }

    /// <summary>Removes the topmost mark and returns the values above it.</summary>
    public object?[] PopToMark()
    {
        if (!_marks.TryPop(out var mark)) throw Fault("the pickle ends a container that it did not begin.");
        var values = _values[mark..].ToArray();
        _values.RemoveRange(mark, values.Length);
        return values;
    }

    /// <summary>Removes the topmost values and returns them in the order in which they were pushed.</summary>
    public object?[] Pop(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--) values[i] = Pop();
        return values;
    }

    /// <summary>Stores the topmost value in the memo.</summary>
    public void Memoize(uint key) => _memo[key] = Top;

    /// <summary>Stores the topmost value in the memo under the next key.</summary>
    public void Memoize() => Memoize((uint)_memo.Count);

    public object? GetMemo(uint key) =>
        _memo.TryGetValue(key, out var value) ? value : throw Fault("the pickle refers to an unknown memo key.");

    private CheckpointException Fault(string fault) => new(file, fault);
}
