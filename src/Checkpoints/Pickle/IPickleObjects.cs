namespace Speech.Checkpoints.Pickle;

/// <summary>What becomes of the objects in a pickle, besides plain data.</summary>
internal interface IPickleObjects
{
    /// <summary>The value of calling something, or of constructing an instance of it.</summary>
    /// <param name="callable">Mostly a <see cref="PickledClass"/>.</param>
    /// <param name="arguments">The arguments.</param>
    object? Build(object? callable, object?[] arguments);

    /// <summary>The value of something that lies outside of the pickle.</summary>
    /// <param name="id">How the pickle names it.</param>
    object? Persistent(object? id);
}
