using System.Buffers;
using System.Buffers.Text;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Decodes base64 that arrives in pieces of any length. Skips white space between the characters, such as the line breaks of
/// MIME.</summary>
internal sealed class Base64Decoder
{
    private const int Quads = 4096;
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);
    private readonly byte[] _characters = new byte[Quads * 4];
    private readonly ArrayBufferWriter<byte> _decoded = new(Quads * 3);
    private int _count;

    /// <summary>The bytes decoded since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Decoded => _decoded.WrittenMemory;

    /// <summary>Discards the decoded bytes.</summary>
    public void Clear() => _decoded.ResetWrittenCount();

    /// <exception cref="InvalidBodyException">The text is not base64.</exception>
    public void Append(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var length = text.IndexOfAny(WhiteSpace);
            AppendRun(length < 0 ? text : text[..length]);
            text = length < 0 ? [] : text[(length + 1)..];
        }
    }

    /// <exception cref="InvalidBodyException">The text is not base64, or ends early.</exception>
    public void Finish()
    {
        Decode(_count, isFinal: true);
        _count = 0;
    }

    private void AppendRun(ReadOnlySpan<byte> run)
    {
        while (!run.IsEmpty)
        {
            if (_count == _characters.Length) DecodeAllButLastQuad();
            var length = Math.Min(run.Length, _characters.Length - _count);
            run[..length].CopyTo(_characters.AsSpan(_count));
            _count += length;
            run = run[length..];
        }
    }

    /// <summary>Only the last four characters may hold padding, and which those are is not known before the end.</summary>
    private void DecodeAllButLastQuad()
    {
        Decode(_count - 4, isFinal: false);
        _characters.AsSpan(_count - 4, 4).CopyTo(_characters);
        _count = 4;
    }

    private void Decode(int count, bool isFinal)
    {
        var destination = _decoded.GetSpan(Math.Max(1, Base64.GetMaxDecodedFromUtf8Length(count)));
        var status = Base64.DecodeFromUtf8(_characters.AsSpan(0, count), destination, out _, out var written, isFinal);
        if (status != OperationStatus.Done) throw new InvalidBodyException("inputs is not valid base64");
        _decoded.Advance(written);
    }
}
