namespace Speech.Whisper.Inference;

/// <summary>The text before the transcript, which the model takes for what was said before.</summary>
internal static class PromptText
{
    /// <summary>The hotwords, then the prompt, so that cutting from the beginning leaves the nearest text; empty for none.</summary>
    public static string Of(TranscribeOptions options)
    {
        var hotwords = options.Hotwords.Count == 0 ? "" : string.Join(", ", options.Hotwords) + ".";
        return $"{hotwords} {options.Prompt}".Trim();
    }
}
