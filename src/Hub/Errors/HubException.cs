namespace Speech.Hub.Errors;

/// <summary>
/// A model could not be obtained from the Hub. Each cause has its own sealed type; messages contain neither secrets nor local paths.
/// </summary>
public abstract class HubException : Exception
{
    private protected HubException(string model, string message, Exception? innerException = null) : base(message, innerException) =>
        Model = model;

    /// <summary>Name of the requested model; empty if no model was involved.</summary>
    public string Model { get; }
}
