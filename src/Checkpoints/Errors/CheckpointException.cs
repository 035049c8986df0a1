namespace Speech.Checkpoints.Errors;

/// <summary>A checkpoint file is missing, malformed, or lacks requested content. The message contains file names but no folders.</summary>
public sealed class CheckpointException : Exception
{
    internal CheckpointException(string file, string fault, string? tensor = null, Exception? innerException = null)
        : base(tensor is null ? $"{file}: {fault}" : $"{file}: tensor '{Truncate(tensor)}' {fault}", innerException) =>
        (File, Tensor) = (file, tensor);

    /// <summary>Name of the file, without its folder.</summary>
    public string File { get; }

    /// <summary>Name of the affected tensor; null if the fault concerns the whole file.</summary>
    public string? Tensor { get; }

    private static string Truncate(string name) => name.Length <= 200 ? name : name[..200] + "...";
}
