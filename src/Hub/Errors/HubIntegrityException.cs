namespace Speech.Hub.Errors;

/// <summary>The content of a downloaded file does not match its checksum or format. The file has been deleted.</summary>
public sealed class HubIntegrityException : HubException
{
    internal HubIntegrityException(string model, string file, Exception? innerException = null)
        : base(model, $"The file '{file}' of the model '{model}' is corrupt: its content does not match its checksum or format.",
            innerException)
        => File = file;

    /// <summary>Name of the file, relative to the model.</summary>
    public string File { get; }
}
