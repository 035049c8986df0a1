namespace Speech.Hub.Errors;

/// <summary>The model lacks required files.</summary>
public sealed class HubFileNotFoundException : HubException
{
    internal HubFileNotFoundException(string model, IReadOnlyList<string> files)
        : base(model, $"The model '{model}' has no {string.Join(", ", files.Select(file => $"'{file}'"))}.") => Files = files;

    /// <summary>Names of the missing files, relative to the model.</summary>
    public IReadOnlyList<string> Files { get; }
}
