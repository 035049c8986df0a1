namespace Speech.Storage.Jobs;

/// <summary>A job as it is stored now.</summary>
/// <param name="Id">The id: 32 lower-case hexadecimal digits.</param>
/// <param name="State">The state.</param>
/// <param name="Expires">When the job and its result are deleted.</param>
public sealed record Job(string Id, JobState State, DateTimeOffset Expires)
{
    /// <summary>The progress; null before a worker starts and after the job has finished.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>The transcript as UTF-8 JSON, as a synchronous request would have returned it; null before the job is done.</summary>
    public BinaryData? Result { get; init; }

    /// <summary>Why the job failed; null where it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The call-back; null for none.</summary>
    public JobCallback? Callback { get; init; }

    /// <summary>Whether the state is final.</summary>
    public bool IsFinished => State is not (JobState.Queued or JobState.Running);
}
