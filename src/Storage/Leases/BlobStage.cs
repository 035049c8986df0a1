namespace Speech.Storage.Leases;

/// <summary>The processing stage of an audio blob.</summary>
public enum BlobStage
{
    /// <summary>No process is working on the blob.</summary>
    Waiting,

    /// <summary>A process waits for the model to load.</summary>
    Loading,

    /// <summary>The audio is being transcribed.</summary>
    Transcribing,

    /// <summary>The transcript is published.</summary>
    Done,

    /// <summary>The error is published.</summary>
    Failed,
}
