namespace Speech.Functions.Blobs;

/// <summary>How long a blob that could not be dealt with is left alone: 5 s, then twice as long each time, 5 minutes at most.</summary>
internal sealed record Setback(string ETag, TimeSpan Pause, long Since)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static Setback First(string etag, TimeProvider time) => new(etag, Shortest, time.GetTimestamp());

    public Setback Next(TimeProvider time) => new(ETag, TimeSpan.FromTicks(Math.Min(Longest.Ticks, Pause.Ticks * 2)), time.GetTimestamp());

    public bool IsOn(TimeProvider time) => time.GetElapsedTime(Since) < Pause;
}
