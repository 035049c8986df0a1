using System.Buffers;
using System.IO.Compression;
using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Guards;

/// <summary>Judges what was heard in a window, by that window alone.</summary>
/// <param name="options">The thresholds.</param>
/// <param name="tokenizer">Turns tokens into the text that is compressed.</param>
internal sealed class Guard(GuardOptions options, Tokenizer tokenizer)
{
    public GuardOptions Options => options;

    /// <summary>Whether nobody speaks: the network says so, and is not sure of its text.</summary>
    public bool IsSilence(DecodedWindow window)
        => window.NoSpeechProbability > options.NoSpeech && !(window.AverageLogProbability > options.LogProbability);

    /// <summary>Whether the text should not be believed. No text is believed: another try could only invent one.</summary>
    public bool IsDoubtful(DecodedWindow window)
        => window.Tokens.Any(tokenizer.SpecialTokens.IsText) && (IsRepetitive(window) || window.AverageLogProbability < options.LogProbability);

    /// <summary>Whether the text goes round in circles.</summary>
    public bool IsRepetitive(DecodedWindow window) => window.IsCut || (options.CompressionRatio is { } most && CompressionRatio(window.Tokens) > most);

    /// <summary>How many times smaller zlib makes the text's UTF-8 bytes; 0 for no text.</summary>
    public double CompressionRatio(IEnumerable<int> tokens)
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (var token in tokens) tokenizer.AppendBytes(token, text);
        // The window's first word has a space before it that nobody reads.
        var bytes = text.WrittenSpan.Trim((byte)' ');
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(bytes);
        return bytes.IsEmpty ? 0 : (double)bytes.Length / compressed.Length;
    }
}
