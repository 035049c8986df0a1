using System.Buffers;
using System.Text;

namespace Speech.Whisper.Tokenization;

/// <summary>Splits tokens into words: at spaces and punctuation, or at every character for scripts without spaces.</summary>
internal static class WordSplitter
{
    private const string AsciiPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Splits tokens into words, in order and without losing any; special tokens and timestamps are words of their own.</summary>
    /// <param name="tokenizer">The checkpoint's tokenizer.</param>
    /// <param name="ids">Tokens of any kind.</param>
    /// <param name="language">Language code; null if unknown.</param>
    public static IReadOnlyList<Word> Split(Tokenizer tokenizer, ReadOnlySpan<int> ids, string? language)
    {
        var characters = SplitAtCharacters(tokenizer, ids);
        return language is "zh" or "ja" or "th" or "lo" or "my" or "yue" ? characters : JoinAtSpaces(characters, tokenizer.SpecialTokens);
    }

    // The shortest sequences of tokens that end with a character (or with the end of an invalid one).
    private static List<Word> SplitAtCharacters(Tokenizer tokenizer, ReadOnlySpan<int> ids)
    {
        var ends = new int[ids.Length];
        var writer = new ArrayBufferWriter<byte>();
        for (var i = 0; i < ids.Length; i++)
        {
            tokenizer.AppendBytes(ids[i], writer, Markup.All);
            ends[i] = writer.WrittenCount;
        }

        var bytes = writer.WrittenSpan;
        var words = new List<Word>();
        for (int i = 0, first = 0, start = 0, at = 0; i < ids.Length; i++)
        {
            while (at < ends[i])
            {
                Rune.DecodeFromUtf8(bytes[at..], out _, out var length);
                at += length;
            }
            if (at > ends[i]) continue;
            words.Add(new Word(Encoding.UTF8.GetString(bytes[start..at]), [.. ids[first..(i + 1)]]));
            (first, start) = (i + 1, at);
        }
        return words;
    }

    private static List<Word> JoinAtSpaces(List<Word> parts, SpecialTokens specials)
    {
        var words = new List<Word>();
        foreach (var part in parts)
        {
            var begins = words.Count == 0 || !specials.IsText(part.Tokens[0]) || part.Text.StartsWith(' ')
                || AsciiPunctuation.Contains(part.Text.Trim(), StringComparison.Ordinal);
            if (begins) words.Add(part);
            else words[^1] += part;
        }
        return words;
    }
}
