namespace Speech.Checkpoints;

/// <summary>The name of a Python class or function in a pickle. It stays a name: nothing is ever looked up, constructed or called by it.</summary>
/// <param name="name">Module and name, as in <c>collections.OrderedDict</c>.</param>
public sealed class PickledClass(string name)
{
    /// <summary>Module and name.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What a pickle wanted built: the name of what should have built it, and the plain data it should have been given.</summary>
/// <param name="type">What should have been constructed or called; null where that is no class by name.</param>
/// <param name="arguments">Its arguments.</param>
public sealed class PickledObject(PickledClass? type, IReadOnlyList<object?> arguments)
{
    /// <summary>What should have been constructed or called; null where that is no class by name.</summary>
    public PickledClass? Type { get; } = type;

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<object?> Arguments { get; } = arguments;

    /// <summary>The attributes it should have had, mostly a map; null without any.</summary>
    public object? State { get; internal set; }

    /// <summary>The entries of an object that is a kind of dictionary; null without any.</summary>
    public IReadOnlyDictionary<object, object?>? Entries => Map;

    internal Dictionary<object, object?>? Map { get; set; }
}
