using Speech.Storage.Leases;

namespace Speech.Storage.Jobs;

/// <summary>The progress of a job that a worker has started.</summary>
/// <param name="Stage">The processing stage.</param>
/// <param name="SecondsDone">Audio whose text is final, in seconds.</param>
/// <param name="SecondsKnown">Audio read so far, in seconds.</param>
public sealed record JobProgress(BlobStage Stage, double SecondsDone, double SecondsKnown);
