namespace Speech.Hub.Errors;

/// <summary>The model has no such branch, tag or commit.</summary>
public sealed class HubRevisionNotFoundException : HubException
{
    internal HubRevisionNotFoundException(string model, string revision)
        : base(model, $"The model '{model}' has no revision '{revision}'.") => Revision = revision;

    /// <summary>The requested branch, tag or commit.</summary>
    public string Revision { get; }
}
