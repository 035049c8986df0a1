namespace Speech.Checkpoints;

/// <summary>What a file of weights may ask for before it is refused. Real ones stay far below; files made to exhaust memory or time do not.</summary>
public sealed record CheckpointLimits
{
    /// <summary>The defaults.</summary>
    public static CheckpointLimits Default { get; } = new();

    /// <summary>Files in a zip archive. A checkpoint has one for each storage. Default 100,000.</summary>
    public int MaxArchiveEntries { get; init; } = 100_000;

    /// <summary>Bytes of a pickle, which holds names and places but no numbers of weights. Default 16 MB.</summary>
    public int MaxPickleBytes { get; init; } = 16_000_000;

    /// <summary>Steps of a pickle; about 35 for each tensor. Bounds what it can make the reader allocate. Default 1,000,000.</summary>
    public int MaxPickleSteps { get; init; } = 1_000_000;

    /// <summary>Containers begun and not yet finished. Default 200.</summary>
    public int MaxPickleNesting { get; init; } = 200;

    /// <summary>Bytes of all arrays of an <c>.npz</c> archive together, unpacked. Default 64 MB.</summary>
    public long MaxArrayBytes { get; init; } = 64_000_000;
}
