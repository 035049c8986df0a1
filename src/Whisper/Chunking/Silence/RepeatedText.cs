using System.Globalization;
using System.Text;
using Speech.Audio;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>
/// Finds text of a part decoded again that only repeats the text next to it: the times of segments are not exact, so the part may hold
/// speech that already has its text.
/// </summary>
/// <param name="tokenizer">The checkpoint's tokenizer.</param>
internal sealed class RepeatedText(Tokenizer tokenizer)
{
    // Seconds by which an alignment may be off.
    private const double Tolerance = 0.2;

    /// <summary>
    /// Whether the text before a part ends, or the text after it begins, with the part's own text. Punctuation and case do not count. Of
    /// several words the outer ones may be cut.
    /// </summary>
    /// <param name="found">The segments of the part; at least one.</param>
    /// <param name="others">All other segments with text.</param>
    /// <param name="speech">Spans of speech in order, in seconds: what a pause separates from the text before it was said again.</param>
    public bool IsIn(IReadOnlyList<TimedToken[]> found, IReadOnlyList<TimedToken[]> others, IReadOnlyList<SpeechRegion> speech)
    {
        var start = found[0][0].SegmentStart;
        var text = Words(found);
        if (text == " ") return true;
        var (first, last) = text.AsSpan(1..^1).Contains(' ') ? (1, ^1) : (0, ^0);
        var before = others.Where(other => other[0].SegmentStart < start).ToList();
        return !IsSeparate(before, found, speech) && Words(before).EndsWith(text[first..], StringComparison.Ordinal)
            || Words(others.Where(other => other[0].SegmentStart >= start)).StartsWith(text[..last], StringComparison.Ordinal);
    }

    // Whether speech ends after the last word of the one, and begins before the first of the other.
    private static bool IsSeparate(
        IReadOnlyList<TimedToken[]> before, IReadOnlyList<TimedToken[]> found, IReadOnlyList<SpeechRegion> speech)
        => before.MaxBy(segment => segment[0].SegmentStart)?[^1].Alignment is { } last && found[0][0].Alignment is { } first
            && speech.Zip(speech.Skip(1), (one, next) => last.End <= one.End + Tolerance && first.Start >= next.Start - Tolerance)
                .Contains(true);

    // A letter, or the vowel sign or tone mark of one.
    private static bool IsPartOfWord(Rune character)
        => Rune.IsLetterOrDigit(character) || Rune.GetUnicodeCategory(character)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>The words of segments in the order of time, each with a space before and after it.</summary>
    private string Words(IEnumerable<TimedToken[]> segments)
    {
        var text = new StringBuilder(" ");
        foreach (var segment in segments.OrderBy(segment => segment[0].SegmentStart))
            foreach (var character in tokenizer.Decode(Array.ConvertAll(segment, token => token.Id)).EnumerateRunes())
            {
                var isWord = IsPartOfWord(character);
                // Without spaces in its script, each character counts as a word.
                if ((!isWord || UnspacedScripts.Contain(character)) && text[^1] != ' ') text.Append(' ');
                if (isWord) text.Append(Rune.ToLowerInvariant(character));
                if (isWord && UnspacedScripts.Contain(character)) text.Append(' ');
            }

        return text[^1] == ' ' ? text.ToString() : text.Append(' ').ToString();
    }
}
