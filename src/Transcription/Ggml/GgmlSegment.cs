namespace Speech.Transcription.Ggml;

/// <summary>A segment of whisper.cpp.</summary>
/// <param name="Text">The text with its leading space.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
/// <param name="Tokens">The tokens of the segment; timestamp and control tokens may be among them.</param>
internal sealed record GgmlSegment(string Text, double Start, double End, IReadOnlyList<GgmlToken> Tokens)
{
    /// <summary>Language code, as requested or detected; null if it is not known.</summary>
    public string? Language { get; init; }
}

/// <summary>A timed token of whisper.cpp.</summary>
/// <param name="Text">A word, a part of one, or the name of a control token in brackets with an underscore.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
internal sealed record GgmlToken(string Text, double Start, double End);
