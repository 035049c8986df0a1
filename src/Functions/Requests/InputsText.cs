using System.Text;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>The text of <c>inputs</c>, in pieces: base64, or a data URI that holds base64 and tells the audio's type.</summary>
internal sealed class InputsText(Base64Text base64)
{
    private const int LongestHead = 256;
    private static ReadOnlySpan<byte> Scheme => "data:"u8;
    private readonly byte[] _head = new byte[LongestHead];
    private int _headLength;
    private bool _headIsDone;

    /// <summary>The type that a data URI names; null where there is none.</summary>
    public string? AudioType { get; private set; }

    public void Append(ReadOnlySpan<byte> text)
    {
        for (; !_headIsDone && !text.IsEmpty; text = text[1..]) AppendToHead(text[0]);
        base64.Append(text);
    }

    public void Finish()
    {
        if (!_headIsDone) base64.Append(_head.AsSpan(0, _headLength));
        base64.Finish();
    }

    private void AppendToHead(byte letter)
    {
        if (_headLength >= Scheme.Length && letter == ',')
        {
            AudioType = TypeOf(Encoding.ASCII.GetString(_head, Scheme.Length, _headLength - Scheme.Length));
            _headIsDone = true;
            return;
        }
        if (_headLength == LongestHead) throw new BadBodyException("inputs begins like a data URI but has no comma");
        _head[_headLength++] = letter;
        var compared = Math.Min(_headLength, Scheme.Length);
        if (Ascii.EqualsIgnoreCase(_head.AsSpan(0, compared), Scheme[..compared])) return;
        base64.Append(_head.AsSpan(0, _headLength));
        _headIsDone = true;
    }

    private static string TypeOf(string head)
    {
        const string marker = ";base64";
        return head.EndsWith(marker, StringComparison.OrdinalIgnoreCase)
            ? head[..^marker.Length]
            : throw new BadBodyException("inputs is a data URI, but its data is not base64");
    }
}
