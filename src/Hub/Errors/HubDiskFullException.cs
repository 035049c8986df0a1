namespace Speech.Hub.Errors;

/// <summary>The cache's disk has too little free space for the download.</summary>
public sealed class HubDiskFullException : HubException
{
    internal HubDiskFullException(string model, long? missingBytes, Exception? innerException = null)
        : base(model, missingBytes is { } bytes
        ? $"The disk of the model cache lacks {Math.Max(1, bytes >> 20)} MiB for the model '{model}'."
        : $"The disk of the model cache is full; the model '{model}' could not be stored.", innerException) => MissingBytes = missingBytes;

    /// <summary>Number of bytes to free before the download fits; null if the disk filled up during the download.</summary>
    public long? MissingBytes { get; }
}
