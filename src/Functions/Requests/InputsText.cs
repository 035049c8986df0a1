using System.Text;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>The text of <c>inputs</c>, in pieces: base64, a data URI that holds base64 and tells the audio's type, or the URL of the audio.</summary>
/// <remarks>Base64 has no colon, so that its first letters tell them apart.</remarks>
internal sealed class InputsText(Base64Text base64)
{
    private const int LongestDataHead = 256;
    private const int LongestUrl = 2048;
    private const string DataScheme = "data:";
    private static readonly string[] UrlSchemes = ["https:", "http:"];
    private readonly byte[] _head = new byte[LongestUrl];
    private int _headLength;
    private bool _headIsDone;
    private bool _isUrl;

    /// <summary>The type that a data URI names; null where there is none.</summary>
    public string? AudioType { get; private set; }

    /// <summary>The URL, where it is one; after <see cref="Finish"/>.</summary>
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

    private void AppendToHead(byte letter)
    {
        if (!_isUrl && _headLength >= DataScheme.Length && letter == ',')
        {
            AudioType = TypeOf(Head()[DataScheme.Length..]);
            _headIsDone = true;
            return;
        }
        if (_headLength == (_isUrl ? LongestUrl : LongestDataHead))
            throw new BadBodyException(_isUrl ? $"inputs is a URL of more than {LongestUrl} letters" : "inputs begins like a data URI but has no comma");
        _head[_headLength++] = letter;
        if (_isUrl || IsBeginningOf(DataScheme)) return;
        _isUrl = UrlSchemes.Contains(Head(), StringComparer.OrdinalIgnoreCase);
        if (_isUrl || Array.Exists(UrlSchemes, IsBeginningOf)) return;
        base64.Append(_head.AsSpan(0, _headLength));
        _headIsDone = true;
    }

    /// <summary>As far as the two go; what follows a whole scheme is not looked at.</summary>
    private bool IsBeginningOf(string scheme)
    {
        var compared = Math.Min(_headLength, scheme.Length);
        return Ascii.EqualsIgnoreCase(_head.AsSpan(0, compared), scheme.AsSpan(0, compared));
    }

    private string Head() => Encoding.ASCII.GetString(_head, 0, _headLength);

    private static string TypeOf(string head)
    {
        const string marker = ";base64";
        return head.EndsWith(marker, StringComparison.OrdinalIgnoreCase)
            ? head[..^marker.Length]
            : throw new BadBodyException("inputs is a data URI, but its data is not base64");
    }
}
