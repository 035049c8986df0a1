using System.Buffers.Text;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Walks through the inside of a JSON string that comes in pieces, to its closing quote, and undoes its escapes.</summary>
/// <remarks>Line breaks are let through although JSON wants them escaped: shells that paste the output of base64 make such bodies,
/// and the decoder skips them.</remarks>
internal sealed class JsonStringScanner(InputsText into)
{
    /// <summary>Stands for every letter that base64 cannot hold.</summary>
    private const byte Foreign = 0xFF;

    private readonly byte[] _hex = new byte[4];
    private int _hexLength = -1;
    private bool _escaped;

    /// <param name="text">The next piece.</param>
    /// <param name="used">How much of it belongs to the string, with the closing quote.</param>
    /// <returns>Whether the string has ended.</returns>
    public bool Feed(ReadOnlySpan<byte> text, out int used)
    {
        for (used = 0; used < text.Length;)
        {
            if (_escaped || _hexLength >= 0)
            {
                Unescape(text[used++]);
                continue;
            }
            var rest = text[used..];
            var stop = rest.IndexOfAny((byte)'"', (byte)'\\');
            into.Append(stop < 0 ? rest : rest[..stop]);
            used += stop < 0 ? rest.Length : stop + 1;
            if (stop < 0) return false;
            if (rest[stop] == '"') return true;
            _escaped = true;
        }
        return false;
    }

    private void Unescape(byte letter)
    {
        if (_hexLength >= 0)
        {
            _hex[_hexLength++] = letter;
            if (_hexLength == _hex.Length) AppendHex();
            return;
        }
        _escaped = false;
        switch (letter)
        {
            case (byte)'u': _hexLength = 0; break;
            case (byte)'n' or (byte)'r' or (byte)'t': Append((byte)' '); break;
            case (byte)'/': Append(letter); break;
            case (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'f': Append(Foreign); break;
            default: throw new BadBodyException("The body is not valid JSON: inputs has an unknown escape");
        }
    }

    private void AppendHex()
    {
        _hexLength = -1;
        if (!Utf8Parser.TryParse(_hex, out uint letter, out var length, 'x') || length != _hex.Length)
            throw new BadBodyException("The body is not valid JSON: inputs has a broken \\u escape");
        Append(letter < 0x80 ? (byte)letter : Foreign);
    }

    private void Append(byte letter) => into.Append([letter]);
}
