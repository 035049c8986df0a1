namespace Speech.Checkpoints.Files;

/// <summary>Limits that protect against files crafted to exhaust memory or time. Real checkpoints stay far below.</summary>
internal sealed record CheckpointLimits
{
    public static CheckpointLimits Default { get; } = new();

    /// <summary>Maximum number of files in a zip archive. A PyTorch checkpoint has one per storage. Default: 100,000.</summary>
    public int MaxArchiveEntries { get; init; } = 100_000;

    /// <summary>Maximum length of a pickle in bytes; a pickle contains names and shapes but no weights. Default: 16 MB.</summary>
    public int MaxPickleBytes { get; init; } = 16_000_000;

    /// <summary>Maximum number of opcodes in a pickle, which bounds allocations; a tensor takes about 35. Default: 1,000,000.</summary>
    public int MaxPickleOpcodes { get; init; } = 1_000_000;

    /// <summary>Maximum number of open marks in a pickle. Default: 200.</summary>
    public int MaxPickleNesting { get; init; } = 200;

    /// <summary>Maximum uncompressed size of all arrays of an <c>.npz</c> archive together, in bytes. Default: 64 MB.</summary>
    public long MaxArrayBytes { get; init; } = 64_000_000;
}
