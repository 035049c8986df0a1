namespace Speech.Whisper.Chunking.Silence;

/// <summary>
/// The language of each window of one request. A few words are too little to detect it: a short window has the language in which most of
/// the speech before it was detected.
/// </summary>
/// <param name="language">Language code; null detects it.</param>
/// <param name="isMultilingual">Whether the checkpoint has several languages.</param>
internal sealed class WindowLanguage(string? language, bool isMultilingual)
{
    // The speech so far by its language, and seconds of all of it.
    private Task<LanguageTally> _detected = Task.FromResult(new LanguageTally());
    private double _detectedSeconds;

    /// <summary>Decodes the next window in its language.</summary>
    /// <param name="window">The window.</param>
    /// <param name="decode">Decodes it, given a language code or null.</param>
    public Task<SpeechTranscript> ApplyAsync(PackedWindow window, Func<string?, Task<SpeechTranscript>> decode)
    {
        if (language is not null || !isMultilingual) return decode(language);
        var seconds = window.Speech.Sum(span => span.Length);
        if ((seconds < LanguageTally.MinSeconds || !window.IsDetected) && _detectedSeconds >= LanguageTally.MinSeconds)
            return DecodeInMostFrequentAsync(_detected, decode);
        var decoding = decode(null);
        // Of sound that may be no speech, a language means nothing.
        if (!window.IsDetected) return decoding;
        _detected = AddAsync(_detected, decoding, seconds);
        _detectedSeconds += seconds;
        return decoding;
    }

    private static async Task<SpeechTranscript> DecodeInMostFrequentAsync(
        Task<LanguageTally> detected, Func<string?, Task<SpeechTranscript>> decode)
        => await decode((await detected.ConfigureAwait(false)).MostFrequent).ConfigureAwait(false);

    private static async Task<LanguageTally> AddAsync(Task<LanguageTally> detected, Task<SpeechTranscript> decoding, double seconds)
    {
        var (tally, spoken) = (await detected.ConfigureAwait(false), (await decoding.ConfigureAwait(false)).Language);
        return spoken is null ? tally : tally.Add(spoken, seconds);
    }
}
