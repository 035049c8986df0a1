namespace Speech.Checkpoints.Pickle;

/// <summary>Interprets the objects of a pickle that are not plain data.</summary>
internal interface IPickleObjectFactory
{
    /// <summary>Returns the value that represents a call, or the construction of an instance.</summary>
    /// <param name="callable">What the pickle calls, usually a <see cref="PickledClass"/>.</param>
    /// <param name="arguments">The positional arguments.</param>
    object? Create(object? callable, object?[] arguments);

    /// <summary>Returns the value that represents an object stored outside of the pickle.</summary>
    /// <param name="id">The pickle's identifier of the object.</param>
    object? ResolvePersistentId(object? id);
}
