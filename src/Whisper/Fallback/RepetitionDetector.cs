namespace Speech.Whisper.Fallback;

/// <summary>Detects, while a window is decoded, that its text ends with the same phrase again and again.</summary>
/// <param name="maxRepeats">Number of consecutive repeats that count as a loop, at least 2; null disables the detection.</param>
/// <param name="isText">Distinguishes text tokens from timestamps, which are ignored.</param>
internal sealed class RepetitionDetector(int? maxRepeats, Func<int, bool> isText)
{
    /// <summary>Number of tokens of the longest phrase that is detected.</summary>
    public const int MaxPhraseLength = 16;

    /// <summary>Number of text tokens at the end that repeat the phrase before them; 0 as long as there is no loop.</summary>
    /// <param name="generated">The transcript so far.</param>
    public int CountRepeated(ReadOnlySpan<int> generated)
    {
        if (maxRepeats is not { } repeats) return 0;
        // No longer phrases are detected than this many tokens hold.
        Span<int> text = stackalloc int[(int)Math.Min(generated.Length, (long)MaxPhraseLength * repeats)];
        var start = text.Length;
        for (var i = generated.Length - 1; i >= 0 && start > 0; i--)
            if (isText(generated[i])) text[--start] = generated[i];
        return PhraseLengthAtEnd(text[start..], repeats) * (repeats - 1);
    }

    /// <summary>The sequence without the repeats at its end.</summary>
    /// <param name="generated">The whole transcript.</param>
    public List<int> WithoutRepeats(ReadOnlySpan<int> generated) => DropLastText(generated, CountRepeated(generated), isText);

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
