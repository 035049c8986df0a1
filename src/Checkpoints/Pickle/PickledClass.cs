namespace Speech.Checkpoints.Pickle;

/// <summary>
/// The name of a Python class or function in a pickle. Only the name is kept: nothing is ever resolved, constructed or called.
/// </summary>
/// <param name="name">Module and name, for example <c>collections.OrderedDict</c>.</param>
internal sealed class PickledClass(string name)
{
    public string Name { get; } = name;

    public override string ToString() => Name;
}
