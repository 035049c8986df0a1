using System.Text;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Parses the text of <c>inputs</c> in pieces: base64, a data URI with base64 and the audio's content type, or the URL of the
/// audio.</summary>
/// <remarks>Base64 contains no colon, so the first characters distinguish the three.</remarks>
internal sealed class InputsParser(Base64Decoder base64)
{
    private const int MaxDataHeaderLength = 256;
    private const int MaxUrlLength = 2048;
    private const string DataScheme = "data:";
    private static readonly string[] UrlSchemes = ["https:", "http:"];
    private readonly byte[] _head = new byte[MaxUrlLength];
    private int _headLength;
    private bool _headIsDone;
    private bool _isUrl;

    /// <summary>The content type in a data URI; null in the other cases.</summary>
    public string? AudioType { get; private set; }

    /// <summary>The URL, if the text is one. Set by <see cref="Finish"/>.</summary>
    public string? Url { get; private set; }

    public void Append(ReadOnlySpan<byte> text)
    {
        for (; !_headIsDone && !text.IsEmpty; text = text[1..]) AppendToHead(text[0]);
        base64.Append(text);
    }

    public void Finish()
    {
        if (_isUrl) Url = Head();
        else if (!_headIsDone) base64.Append(_head.AsSpan(0, _headLength));
        base64.Finish();
    }

    private void AppendToHead(byte character)
    {
        if (!_isUrl && _headLength >= DataScheme.Length && character == ',')
        {
            AudioType = TypeOf(Head()[DataScheme.Length..]);
            _headIsDone = true;
            return;
        }
        if (_headLength == (_isUrl ? MaxUrlLength : MaxDataHeaderLength)) throw HeadTooLong();
        _head[_headLength++] = character;
        if (_isUrl || IsPrefixOf(DataScheme)) return;
        _isUrl = UrlSchemes.Contains(Head(), StringComparer.OrdinalIgnoreCase);
        if (_isUrl || Array.Exists(UrlSchemes, IsPrefixOf)) return;
        base64.Append(_head.AsSpan(0, _headLength));
        _headIsDone = true;
    }

    /// <summary>Whether the head, as far as it has been read, agrees with the scheme.</summary>
    private bool IsPrefixOf(string scheme)
    {
        var compared = Math.Min(_headLength, scheme.Length);
        return Ascii.EqualsIgnoreCase(_head.AsSpan(0, compared), scheme.AsSpan(0, compared));
    }

    private InvalidBodyException HeadTooLong() => new(_isUrl
        ? $"inputs is a URL of more than {MaxUrlLength} characters"
        : "inputs starts like a data URI but has no comma");

    private string Head() => Encoding.ASCII.GetString(_head, 0, _headLength);

    private static string TypeOf(string head)
    {
        const string marker = ";base64";
        return head.EndsWith(marker, StringComparison.OrdinalIgnoreCase)
            ? head[..^marker.Length]
            : throw new InvalidBodyException("inputs is a data URI, but its data is not base64");
    }
}
