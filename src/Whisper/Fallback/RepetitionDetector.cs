using System.Runtime.InteropServices;

namespace Speech.Whisper.Fallback;

/// <summary>Detects, while a window is decoded, that its text ends with the same phrase again and again.</summary>
/// <param name="maxRepeats">Number of consecutive repeats that count as a loop, at least 2; null disables the detection.</param>
/// <param name="isText">Distinguishes text tokens from timestamps, which are ignored.</param>
internal sealed class RepetitionDetector(int? maxRepeats, Func<int, bool> isText)
{
    /// <summary>Number of tokens of the longest phrase that is detected.</summary>
    public const int MaxPhraseLength = 16;

    private readonly List<int> _text = [];

    /// <summary>Number of text tokens at the end that repeat the phrase before them; 0 as long as there is no loop.</summary>
    public int RepeatedTokens { get; private set; }

    /// <summary>Adds the next token of the sequence.</summary>
    public void Add(int token)
    {
        if (maxRepeats is not { } repeats || !isText(token)) return;
        _text.Add(token);
        RepeatedTokens = PhraseLengthAtEnd(CollectionsMarshal.AsSpan(_text), repeats) * (repeats - 1);
    }

    /// <summary>Starts over with an empty sequence.</summary>
    public void Reset()
    {
        _text.Clear();
        RepeatedTokens = 0;
    }

    /// <summary>The sequence without the repeats found at its end.</summary>
    /// <param name="tokens">The tokens added since the last reset.</param>
    public List<int> WithoutRepeats(ReadOnlySpan<int> tokens) => DropLastText(tokens, RepeatedTokens, isText);

    /// <summary>
    /// Length of the shortest phrase that the text ends with <paramref name="repeats"/> times in a row; 0 if there is none.
    /// </summary>
    /// <param name="text">Text tokens.</param>
    /// <param name="repeats">At least 2.</param>
    public static int PhraseLengthAtEnd(ReadOnlySpan<int> text, int repeats)
    {
        for (var length = 1; length <= MaxPhraseLength && length * repeats <= text.Length; length++)
        {
            // A sequence that equals itself shifted by n has the period n.
            var tail = text[^(length * repeats)..];
            if (tail[length..].SequenceEqual(tail[..^length])) return length;
        }

        return 0;
    }

    /// <summary>The tokens without the last <paramref name="count"/> text tokens and the timestamps between and after them.</summary>
    public static List<int> DropLastText(ReadOnlySpan<int> tokens, int count, Func<int, bool> isText)
    {
        var end = tokens.Length;
        while (count > 0)
            if (isText(tokens[--end])) count--;
        return [.. tokens[..end]];
    }
}
