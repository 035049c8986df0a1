namespace Speech.Transcription.Ggml;

/// <summary>A loaded GGML file: the part of whisper.cpp that is needed here. Not safe for concurrent calls.</summary>
public interface IGgmlWhisper : IAsyncDisposable
{
    /// <summary>Transcribes one span of audio.</summary>
    /// <param name="samples">Mono samples in [-1, 1] at 16 kHz; at most a few minutes.</param>
    /// <param name="language">Whisper's code of the spoken language; null detects it.</param>
    /// <param name="translate">Whether to translate into English.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Segments in the order of the audio; times in seconds from the start of the span.</returns>
    IAsyncEnumerable<GgmlSegment> TranscribeAsync(
        ReadOnlyMemory<float> samples, string? language, bool translate, CancellationToken cancellationToken);
}

/// <summary>Loads a GGML file.</summary>
/// <param name="path">The path of the file.</param>
public delegate IGgmlWhisper GgmlWhisperFactory(string path);

/// <summary>A segment of whisper.cpp.</summary>
/// <param name="Text">The text with its leading space.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
/// <param name="Tokens">The tokens of the segment; timestamp and control tokens may be among them.</param>
public sealed record GgmlSegment(string Text, double Start, double End, IReadOnlyList<GgmlToken> Tokens);

/// <summary>A timed token of whisper.cpp.</summary>
/// <param name="Text">A word, a part of one, or the name of a control token in brackets with an underscore.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
public sealed record GgmlToken(string Text, double Start, double End);
