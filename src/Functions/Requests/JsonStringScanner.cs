using System.Buffers.Text;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Reads the content of a JSON string in pieces, up to its closing quote, and decodes its escapes.</summary>
/// <remarks>Accepts line breaks, which JSON requires to be escaped: shell scripts that insert the output of <c>base64</c> produce such
/// bodies,
/// and the decoder skips them.</remarks>
internal sealed class JsonStringScanner(InputsParser inputs)
{
    /// <summary>Replaces every character that base64 does not use.</summary>
    private const byte Invalid = 0xFF;

    private readonly byte[] _hex = new byte[4];
    private int _hexLength = -1;
    private bool _escaped;

    /// <param name="text">The next piece.</param>
    /// <param name="consumed">How many of its bytes belong to the string, the closing quote included.</param>
    /// <returns>Whether the closing quote has been reached.</returns>
    public bool Feed(ReadOnlySpan<byte> text, out int consumed)
    {
        for (consumed = 0; consumed < text.Length;)
        {
            if (_escaped || _hexLength >= 0)
            {
                Unescape(text[consumed++]);
                continue;
            }
            var rest = text[consumed..];
            var stop = rest.IndexOfAny((byte)'"', (byte)'\\');
            inputs.Append(stop < 0 ? rest : rest[..stop]);
            consumed += stop < 0 ? rest.Length : stop + 1;
            if (stop < 0) return false;
            if (rest[stop] == '"') return true;
            _escaped = true;
        }
        return false;
    }

    private void Unescape(byte character)
    {
        if (_hexLength >= 0)
        {
            _hex[_hexLength++] = character;
            if (_hexLength == _hex.Length) AppendHex();
            return;
        }
        _escaped = false;
        switch (character)
        {
            case (byte)'u': _hexLength = 0; break;
            case (byte)'n' or (byte)'r' or (byte)'t': Append((byte)' '); break;
            case (byte)'/': Append(character); break;
            case (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'f': Append(Invalid); break;
            default: throw new InvalidBodyException("The body is not valid JSON: inputs has an unknown escape");
        }
    }

    private void AppendHex()
    {
        _hexLength = -1;
        if (!Utf8Parser.TryParse(_hex, out uint codePoint, out var length, 'x') || length != _hex.Length)
            throw new InvalidBodyException("The body is not valid JSON: inputs has a broken \\u escape");
        Append(codePoint < 0x80 ? (byte)codePoint : Invalid);
    }

    private void Append(byte character) => inputs.Append([character]);
}
