namespace Speech.Whisper.Chunking.Silence;

/// <summary>The language of each window of one request. A few words are too little to detect it: a short window has the language of the
/// last long one before it.</summary>
/// <param name="language">Language code; null detects it.</param>
/// <param name="isMultilingual">Whether the checkpoint has several languages.</param>
internal sealed class WindowLanguage(string? language, bool isMultilingual)
{
    /// <summary>Seconds of speech in which a language is detected.</summary>
    public const double MinSeconds = 5;

    private Task<SpeechTranscript>? _lastLong;

    /// <summary>Decodes the next window in its language.</summary>
    /// <param name="seconds">Seconds of speech in it.</param>
    /// <param name="decode">Decodes it, given a language code or null.</param>
    public Task<SpeechTranscript> ApplyAsync(double seconds, Func<string?, Task<SpeechTranscript>> decode)
    {
        if (language is not null || !isMultilingual) return decode(language);
        if (seconds < MinSeconds) return _lastLong is null ? decode(null) : DecodeAfterAsync(_lastLong, decode);
        return _lastLong = decode(null);
    }

    private static async Task<SpeechTranscript> DecodeAfterAsync(Task<SpeechTranscript> other, Func<string?, Task<SpeechTranscript>> decode)
        => await decode((await other.ConfigureAwait(false)).Language).ConfigureAwait(false);
}
