using System.Buffers;
using System.Buffers.Text;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>Decodes base64 that comes in pieces of any length. White space between the characters is skipped, as MIME puts it there.</summary>
internal sealed class Base64Text
{
    private const int Quads = 4096;
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);
    private readonly byte[] _characters = new byte[Quads * 4];
    private readonly ArrayBufferWriter<byte> _decoded = new(Quads * 3);
    private int _count;

    /// <summary>What has been decoded and not yet taken.</summary>
    public ReadOnlyMemory<byte> Decoded => _decoded.WrittenMemory;

    public void Take() => _decoded.ResetWrittenCount();

    /// <exception cref="BadBodyException">The text is not base64.</exception>
    public void Append(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var run = text.IndexOfAny(WhiteSpace);
            AppendRun(run < 0 ? text : text[..run]);
            text = run < 0 ? [] : text[(run + 1)..];
        }
    }

    /// <exception cref="BadBodyException">The text is not base64, or ends too early.</exception>
    public void Finish()
    {
        Decode(_count, isFinal: true);
        _count = 0;
    }

    private void AppendRun(ReadOnlySpan<byte> run)
    {
        while (!run.IsEmpty)
        {
            if (_count == _characters.Length) DecodeAllButTheLastQuad();
            var fits = Math.Min(run.Length, _characters.Length - _count);
            run[..fits].CopyTo(_characters.AsSpan(_count));
            _count += fits;
            run = run[fits..];
        }
    }

    /// <summary>Only the last four characters may hold padding, and which ones are the last is known at the end only.</summary>
    private void DecodeAllButTheLastQuad()
    {
        Decode(_count - 4, isFinal: false);
        _characters.AsSpan(_count - 4, 4).CopyTo(_characters);
        _count = 4;
    }

    private void Decode(int count, bool isFinal)
    {
        var to = _decoded.GetSpan(Math.Max(1, Base64.GetMaxDecodedFromUtf8Length(count)));
        var status = Base64.DecodeFromUtf8(_characters.AsSpan(0, count), to, out _, out var written, isFinal);
        if (status != OperationStatus.Done) throw new BadBodyException("inputs is not valid base64");
        _decoded.Advance(written);
    }
}
