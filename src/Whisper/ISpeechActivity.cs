using Speech.Audio;

namespace Speech.Whisper;

/// <summary>Where there is speech in one piece of audio; decided while the audio is read.</summary>
public interface ISpeechActivity
{
    /// <summary>The speech between two times; waits until it is decided.</summary>
    /// <param name="start">Seconds from the start of the audio; not earlier than in the previous call.</param>
    /// <param name="end">Seconds from the start of the audio.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Regions in order, without overlap, cropped to the two times. What is never decided counts as speech.</returns>
    Task<IReadOnlyList<SpeechRegion>> GetSpeechAsync(double start, double end, CancellationToken cancellationToken);
}
