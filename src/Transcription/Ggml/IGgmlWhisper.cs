namespace Speech.Transcription.Ggml;

/// <summary>A loaded GGML file: what of whisper.cpp is needed, and no more. One run at a time.</summary>
public interface IGgmlWhisper : IAsyncDisposable
{
    /// <summary>Hears one stretch of audio.</summary>
    /// <param name="samples">Mono samples in [-1, 1] at 16 kHz, minutes of them at most.</param>
    /// <param name="language">Whisper's code of the language spoken; null detects it.</param>
    /// <param name="translate">Whether the text is to be English.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>Segments in the order of the audio, their times from the start of the stretch.</returns>
    IAsyncEnumerable<GgmlSegment> HearAsync(ReadOnlyMemory<float> samples, string? language, bool translate, CancellationToken cancellationToken);
}

/// <summary>Loads a GGML file from this machine.</summary>
/// <param name="path">The file.</param>
public delegate IGgmlWhisper GgmlOpening(string path);

/// <summary>A piece of text that the model marks off.</summary>
/// <param name="Text">With its leading space.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
/// <param name="Language">Code of the language spoken; null where it is not told.</param>
/// <param name="Tokens">What the text is made of; the tokens of times and of control may be among them.</param>
public sealed record GgmlSegment(string Text, double Start, double End, string? Language, IReadOnlyList<GgmlToken> Tokens);

/// <summary>A token and when it is said.</summary>
/// <param name="Text">A word, a part of one, or the name of a control token in brackets with an underscore.</param>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
public sealed record GgmlToken(string Text, double Start, double End);
