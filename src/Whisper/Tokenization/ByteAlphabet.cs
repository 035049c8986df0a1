using System.Collections.Frozen;
using System.Text;

namespace Speech.Whisper.Tokenization;

/// <summary>GPT-2's alphabet: 256 visible characters, one for each byte, in which vocabulary files spell their pieces.</summary>
internal static class ByteAlphabet
{
    private static readonly FrozenDictionary<char, byte> Bytes = Build();

    /// <summary>The bytes that a piece stands for. A piece with a character outside the alphabet is plain text and stands for itself.</summary>
    public static byte[] BytesOf(string piece)
    {
        var bytes = new byte[piece.Length];
        for (var i = 0; i < piece.Length; i++)
            if (!Bytes.TryGetValue(piece[i], out bytes[i]))
                return Encoding.UTF8.GetBytes(piece);
        return bytes;
    }

    // Printable Latin-1 stands for itself; every other byte, in order, takes the next character from U+0100 on.
    private static FrozenDictionary<char, byte> Build()
    {
        var bytes = new Dictionary<char, byte>();
        var next = '\u0100';
        for (var value = 0; value < 256; value++)
            bytes[value is (>= '!' and <= '~') or (>= '¡' and <= 'ÿ' and not '\u00AD') ? (char)value : next++] = (byte)value;
        return bytes.ToFrozenDictionary();
    }
}
