using System.Collections.Frozen;
using System.Text;

namespace Speech.Whisper.Tokenization;

/// <summary>GPT-2's byte alphabet: 256 printable characters, one per byte, in which vocabulary files write their tokens.</summary>
internal static class ByteAlphabet
{
    private static readonly FrozenDictionary<char, byte> Bytes = Build();

    /// <summary>The bytes of a vocabulary entry. An entry with a character outside the alphabet is plain text.</summary>
    public static byte[] BytesOf(string piece)
    {
        var bytes = new byte[piece.Length];
        for (var i = 0; i < piece.Length; i++)
            if (!Bytes.TryGetValue(piece[i], out bytes[i]))
                return Encoding.UTF8.GetBytes(piece);
        return bytes;
    }

    // Printable Latin-1 characters map to themselves; all other bytes, in order, to the characters from U+0100 on.
    private static FrozenDictionary<char, byte> Build()
    {
        var bytes = new Dictionary<char, byte>();
        var next = '\u0100';
        for (var value = 0; value < 256; value++)
            bytes[value is (>= '!' and <= '~') or (>= '¡' and <= 'ÿ' and not '\u00AD') ? (char)value : next++] = (byte)value;
        return bytes.ToFrozenDictionary();
    }
}
