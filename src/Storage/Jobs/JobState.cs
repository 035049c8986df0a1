namespace Speech.Storage.Jobs;

/// <summary>The state of a job.</summary>
public enum JobState
{
    /// <summary>The job waits for a worker.</summary>
    Queued,

    /// <summary>A worker is processing the job.</summary>
    Running,

    /// <summary>The transcript is available.</summary>
    Done,

    /// <summary>The audio or the requested parameters are invalid, or every attempt failed.</summary>
    Failed,

    /// <summary>The job was cancelled.</summary>
    Cancelled,
}
