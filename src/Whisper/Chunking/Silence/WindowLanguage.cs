using System.Collections.Immutable;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>
/// The language of each window of one request. A few words are too little to detect it: a short window has the language in which most of
/// the speech before it was detected.
/// </summary>
/// <param name="language">Language code; null detects it.</param>
/// <param name="isMultilingual">Whether the checkpoint has several languages.</param>
internal sealed class WindowLanguage(string? language, bool isMultilingual)
{
    /// <summary>Seconds of speech, in one window or in several, in which a language is detected.</summary>
    public const double MinSeconds = 10;

    // Seconds of speech by its language, and of all of it.
    private Task<ImmutableDictionary<string, double>> _detected = Task.FromResult(ImmutableDictionary<string, double>.Empty);
    private double _detectedSeconds;

    /// <summary>Decodes the next window in its language.</summary>
    /// <param name="seconds">Seconds of speech in it.</param>
    /// <param name="decode">Decodes it, given a language code or null.</param>
    public Task<SpeechTranscript> ApplyAsync(double seconds, Func<string?, Task<SpeechTranscript>> decode)
    {
        if (language is not null || !isMultilingual) return decode(language);
        if (seconds < MinSeconds && _detectedSeconds >= MinSeconds) return DecodeInMostFrequentAsync(_detected, decode);
        var decoding = decode(null);
        _detected = AddAsync(_detected, decoding, seconds);
        _detectedSeconds += seconds;
        return decoding;
    }

    private static async Task<SpeechTranscript> DecodeInMostFrequentAsync(
        Task<ImmutableDictionary<string, double>> detected, Func<string?, Task<SpeechTranscript>> decode)
    {
        var seconds = await detected.ConfigureAwait(false);
        // With equal seconds the order of the codes decides, so that the result does not depend on the dictionary's.
        var spoken = seconds.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).FirstOrDefault().Key;
        return await decode(spoken).ConfigureAwait(false);
    }

    private static async Task<ImmutableDictionary<string, double>> AddAsync(
        Task<ImmutableDictionary<string, double>> detected, Task<SpeechTranscript> decoding, double seconds)
    {
        var (sum, spoken) = (await detected.ConfigureAwait(false), (await decoding.ConfigureAwait(false)).Language);
        return spoken is null ? sum : sum.SetItem(spoken, sum.GetValueOrDefault(spoken) + seconds);
    }
}
