namespace Speech.Checkpoints;

/// <summary>A file of weights is missing, malformed, or lacks what was asked of it. The message holds file names but no folders.</summary>
public sealed class CheckpointException : Exception
{
    internal CheckpointException(string file, string fault, string? tensor = null, Exception? inner = null)
        : base(tensor is null ? $"{file}: {fault}" : $"{file}: tensor '{Shortened(tensor)}' {fault}", inner) => (File, Tensor) = (file, tensor);

    /// <summary>The file's name, without its folder.</summary>
    public string File { get; }

    /// <summary>The tensor in question; null where the file as a whole is.</summary>
    public string? Tensor { get; }

    private static string Shortened(string name) => name.Length <= 200 ? name : name[..200] + "...";
}
