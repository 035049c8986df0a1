namespace Speech.Whisper;

/// <summary>Where there is speech in one piece of audio; decided while the audio is read.</summary>
public interface ISpeechActivity
{
    /// <summary>The speech between two times; waits until it is decided.</summary>
    /// <param name="start">Seconds from the start of the audio; not earlier than in the previous call.</param>
    /// <param name="end">Seconds from the start of the audio.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Spans in order, without overlap, cropped to the two times. What is never decided counts as speech.</returns>
    Task<IReadOnlyList<SpeechSpan>> GetSpeechAsync(double start, double end, CancellationToken cancellationToken);
}

/// <summary>A span of audio with speech.</summary>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; greater than <paramref name="Start"/>.</param>
public readonly record struct SpeechSpan(double Start, double End)
{
    /// <summary>Seconds.</summary>
    public double Length => End - Start;
}
