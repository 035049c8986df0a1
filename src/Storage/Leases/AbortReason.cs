namespace Speech.Storage.Leases;

/// <summary>Why processing a blob was aborted.</summary>
internal enum AbortReason
{
    /// <summary>The audio was replaced or deleted.</summary>
    SourceChanged,

    /// <summary>The lease expired or belongs to another process.</summary>
    LeaseLost,
}
