using System.Buffers.Binary;
using System.Text;

namespace Speech.Audio.Wave;

/// <summary>Reads the chunks of a RIFF stream, forward only. The body of a chunk must be read or skipped before the next chunk.</summary>
internal sealed class RiffChunkReader(Stream stream, bool bigEndian)
{
    private const int HeaderLength = 8;
    private static readonly string[] CommonIds = ["fmt ", "data", "LIST", "fact", "JUNK", "bext", "cue ", "PEAK", "id3 ", "ds64"];

    private readonly byte[] _buffer = new byte[4096];
    private bool _previousBodyWasOdd;

    /// <summary>Reads the next chunk's header; returns null at the end of the stream.</summary>
    public async ValueTask<RiffChunk?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var header = _buffer.AsMemory(0, HeaderLength);
        if (!await TryFillAsync(header, cancellationToken)) return null;
        if (_previousBodyWasOdd && !StartsWithoutPadding(header.Span))
        {
            header.Span[1..].CopyTo(header.Span);
            if (!await TryFillAsync(header[(HeaderLength - 1)..], cancellationToken)) return null;
        }
        _previousBodyWasOdd = false;
        var size = header.Span[4..];
        return new RiffChunk(
            Encoding.Latin1.GetString(header.Span[..4]),
            bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size));
    }

    /// <summary>
    /// Reads the first <paramref name="count"/> bytes of the body and skips the rest; returns null if the stream ends before.
    /// </summary>
    public async ValueTask<byte[]?> ReadBodyAsync(RiffChunk chunk, int count, CancellationToken cancellationToken)
    {
        var body = new byte[count];
        if (!await TryFillAsync(body, cancellationToken)) return null;
        await SkipAsync(chunk, count, cancellationToken);
        return body;
    }

    /// <summary>Skips the rest of the body after the first <paramref name="consumed"/> bytes.</summary>
    public async ValueTask SkipAsync(RiffChunk chunk, int consumed, CancellationToken cancellationToken)
    {
        for (var remaining = (long)chunk.Size - consumed; remaining > 0;)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(0, (int)Math.Min(remaining, _buffer.Length)), cancellationToken);
            if (read == 0) return;
            remaining -= read;
        }
        _previousBodyWasOdd = chunk.Size % 2 == 1;
    }

    /// <summary>A body of odd length is followed by a zero byte, which some writers omit.</summary>
    private static bool StartsWithoutPadding(ReadOnlySpan<byte> header)
        => header[0] != 0 && CommonIds.Contains(Encoding.Latin1.GetString(header[..4]));

    private async ValueTask<bool> TryFillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        => await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) == buffer.Length;
}
