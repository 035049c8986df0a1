namespace Speech.Whisper.Decoding;

/// <summary>The tokens before the transcript.</summary>
/// <remarks>
/// <c>&lt;|startofprev|&gt; prompt &lt;|startoftranscript|&gt; &lt;|language|&gt; &lt;|task|&gt; [&lt;|notimestamps|&gt;] prefix</c>
/// </remarks>
internal static class InitialTokens
{
    /// <param name="rules">The checkpoint's rules.</param>
    /// <param name="options">The request's options.</param>
    /// <param name="language">Language code; null for an English-only checkpoint.</param>
    public static List<int> Of(DecodingRules rules, DecodingOptions options, string? language)
    {
        var tokens = new List<int>();
        var half = rules.MaxLength / 2;
        if (options.Prompt.Count > 0 && rules.Tokens.StartOfPrev is { } startOfPrev)
            tokens.AddRange([startOfPrev, .. options.Prompt.TakeLast(half - 1)]);
        tokens.Add(rules.Tokens.StartOfTranscript);
        if (language is not null && rules.Tokens.LanguageId(language) is { } languageId) tokens.Add(languageId);
        var task = options.Task == SpeechTask.Translate ? rules.Tokens.Translate : rules.Tokens.Transcribe;
        if (rules.IsMultilingual && task is not null) tokens.Add(task.Value);
        if (!options.Timestamps) tokens.Add(rules.Tokens.NoTimestamps);
        tokens.AddRange(options.Prefix.TakeLast(half));
        return tokens;
    }
}
