using System.Text;

namespace Speech.Evaluation.Normalization;

/// <summary>Text of languages that is scored by characters, because words are not, or not reliably, set apart.</summary>
internal static class CharacterText
{
    /// <summary>Whether a language is scored by characters.</summary>
    public static bool IsUsedBy(string language) => language is "zh" or "yue" or "ja" or "ko";

    /// <summary>The letters and digits; Chinese in simplified characters, since Whisper writes either.</summary>
    public static IReadOnlyList<string> Characters(string text, string language)
    {
        if (language is "zh" or "yue") text = ChineseVariants.ToSimplified(text);
        return [.. text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(rune => rune.ToString())];
    }
}
