using System.Globalization;
using System.Text;

namespace Speech.Whisper.Tokenization;

/// <summary>
/// Joins what <see cref="WordSplitter"/>, like the reference, divides in scripts without spaces: the letters of a foreign word, as in a
/// translation, and characters with their vowel signs and tone marks.
/// </summary>
internal static class DividedWords
{
    /// <summary>Joins pieces of text, in order and without losing any.</summary>
    public static IReadOnlyList<Word> Join(IReadOnlyList<Word> pieces)
    {
        var words = new List<Word>(pieces.Count);
        foreach (var piece in pieces)
            if (words.Count > 0 && Continues(words[^1].Text, piece.Text)) words[^1] += piece;
            else words.Add(piece);
        return words;
    }

    private static bool Continues(string before, string piece)
    {
        if (before.Length == 0 || piece.Length == 0) return false;
        var last = Rune.DecodeLastFromUtf16(before, out var left, out _) is System.Buffers.OperationStatus.Done ? left : default;
        var first = Rune.DecodeFromUtf16(piece, out var right, out _) is System.Buffers.OperationStatus.Done ? right : default;
        if (IsSpacedLetter(last) && IsSpacedLetter(first)) return true;
        return Elements(before + piece) < Elements(before) + Elements(piece);
    }

    private static bool IsSpacedLetter(Rune character) => Rune.IsLetterOrDigit(character) && !UnspacedScripts.Contain(character);

    private static int Elements(string text) => new StringInfo(text).LengthInTextElements;
}
