using System.Text;

namespace Speech.Whisper.Tokenization;

/// <summary>Scripts that are written without spaces between words: Chinese, Japanese, Thai, Lao, Burmese and Khmer.</summary>
public static class UnspacedScripts
{
    // First and last code points of their blocks in Unicode.
    private static readonly (int First, int Last)[] Blocks =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
        (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
    ];

    /// <summary>Whether a character belongs to one of them.</summary>
    public static bool Contain(Rune character)
    {
        foreach (var (first, last) in Blocks)
            if (character.Value >= first && character.Value <= last) return true;
        return false;
    }
}
