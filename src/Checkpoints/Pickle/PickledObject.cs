namespace Speech.Checkpoints.Pickle;

/// <summary>Inert representation of an object in a pickle: the name of its class, and the plain data for its construction.</summary>
public sealed class PickledObject
{
    internal PickledObject(PickledClass? type, IReadOnlyList<object?> arguments) => (Type, Arguments) = (type, arguments);

    /// <summary>The class or function that the pickle calls; null if it is not given by name.</summary>
    internal PickledClass? Type { get; }

    /// <summary>The positional arguments of the call.</summary>
    internal IReadOnlyList<object?> Arguments { get; }

    /// <summary>The object's attributes, usually a dictionary; null without any.</summary>
    public object? State { get; internal set; }

    /// <summary>The entries of an object that is a kind of dictionary; null without any.</summary>
    public IReadOnlyDictionary<object, object?>? Entries => Map;

    internal Dictionary<object, object?>? Map { get; set; }
}
