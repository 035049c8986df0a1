using System.Buffers.Binary;
using System.Text;

namespace Speech.Audio.Wave;

/// <summary>Walks the chunks of a RIFF stream, forward only. Whoever takes a chunk skips or reads its body before taking the next.</summary>
internal sealed class ChunkReader(Stream stream, bool bigEndian)
{
    private const int HeadLength = 8;
    private static readonly string[] CommonIds = ["fmt ", "data", "LIST", "fact", "JUNK", "bext", "cue ", "PEAK", "id3 ", "ds64"];

    private readonly byte[] _scratch = new byte[4096];
    private bool _afterOddBody;

    /// <summary>The next chunk's head, or null at the end.</summary>
    public async ValueTask<Chunk?> NextAsync(CancellationToken cancellationToken)
    {
        var head = _scratch.AsMemory(0, HeadLength);
        if (!await TryFillAsync(head, cancellationToken)) return null;
        if (_afterOddBody && !StartsWithoutPadding(head.Span))
        {
            head.Span[1..].CopyTo(head.Span);
            if (!await TryFillAsync(head[(HeadLength - 1)..], cancellationToken)) return null;
        }
        _afterOddBody = false;
        var size = head.Span[4..];
        return new Chunk(
            Encoding.Latin1.GetString(head.Span[..4]),
            bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size));
    }

    /// <summary>Reads the first <paramref name="count"/> bytes of the body and skips the rest; null where the stream ends before them.</summary>
    public async ValueTask<byte[]?> ReadBodyAsync(Chunk chunk, int count, CancellationToken cancellationToken)
    {
        var body = new byte[count];
        if (!await TryFillAsync(body, cancellationToken)) return null;
        await SkipAsync(chunk, count, cancellationToken);
        return body;
    }

    /// <summary>Skips the body, of which <paramref name="taken"/> bytes were read.</summary>
    public async ValueTask SkipAsync(Chunk chunk, int taken, CancellationToken cancellationToken)
    {
        for (var left = (long)chunk.Size - taken; left > 0;)
        {
            var read = await stream.ReadAsync(_scratch.AsMemory(0, (int)Math.Min(left, _scratch.Length)), cancellationToken);
            if (read == 0) return;
            left -= read;
        }
        _afterOddBody = chunk.Size % 2 == 1;
    }

    /// <summary>A body of odd size is followed by a zero byte, but some writers forget it.</summary>
    private static bool StartsWithoutPadding(ReadOnlySpan<byte> head)
        => head[0] != 0 && CommonIds.Contains(Encoding.Latin1.GetString(head[..4]));

    private async ValueTask<bool> TryFillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        => await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) == buffer.Length;
}
