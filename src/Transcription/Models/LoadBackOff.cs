namespace Speech.Transcription.Models;

/// <summary>When a failed load may be tried again: after 5 s, then twice as long each time, 60 s at most.</summary>
internal sealed class LoadBackOff(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private TimeSpan _pause;
    private long _failedAt;

    /// <summary>What is left of the pause; zero when a try may be made.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = _pause - time.GetElapsedTime(_failedAt);
            return _pause == TimeSpan.Zero || left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    public void Failed()
    {
        _failedAt = time.GetTimestamp();
        _pause = _pause == TimeSpan.Zero ? Shortest : TimeSpan.FromTicks(Math.Min(Longest.Ticks, _pause.Ticks * 2));
    }
}
