using System.Buffers.Binary;
using Speech.Audio.Input;

namespace Speech.Audio.Wave;

/// <summary>Finds the format and the samples in a RIFF WAVE stream (RIFF, RIFX, RF64, BW64), whatever else its writer put in.</summary>
internal sealed class WaveReader
{
    private const uint Unknown = uint.MaxValue;
    private const int LargestFormat = 18 + ushort.MaxValue;

    private readonly ChunkReader _chunks;
    private readonly bool _bigEndian;
    private long _dataSize64;

    private WaveReader(Stream stream, bool bigEndian) => (_chunks, _bigEndian) = (new ChunkReader(stream, bigEndian), bigEndian);

    /// <summary>Begins at the first byte of the file, whose signature is known to be right.</summary>
    public static async ValueTask<WaveReader> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[Signature.Length];
        await stream.ReadExactlyAsync(head, cancellationToken);
        return new WaveReader(stream, bigEndian: head[3] == 'X');
    }

    /// <summary>Reads up to the end of the <c>fmt</c> chunk.</summary>
    public async ValueTask<WaveFormat> ReadFormatAsync(CancellationToken cancellationToken)
    {
        while (await _chunks.NextAsync(cancellationToken) is { } chunk)
        {
            if (chunk.Id == "fmt ") return await ReadFormatAsync(chunk, cancellationToken);
            if (chunk.Id == "data") throw new UndecodableAudioException("the WAV file has its samples before their format.");
            if (chunk.Id == "ds64" && chunk.Size >= 16) await ReadSizesAsync(chunk, cancellationToken);
            else await _chunks.SkipAsync(chunk, 0, cancellationToken);
        }
        throw new UndecodableAudioException("the WAV file ends before its format is told.");
    }

    /// <summary>Reads up to the first sample. After <see cref="ReadFormatAsync(CancellationToken)"/>.</summary>
    /// <returns>The length of the samples in bytes, as far as the file can be believed: they may end sooner.</returns>
    public async ValueTask<long> ReadToDataAsync(CancellationToken cancellationToken)
    {
        while (await _chunks.NextAsync(cancellationToken) is { } chunk)
        {
            if (chunk.Id == "data") return DataLength(chunk);
            await _chunks.SkipAsync(chunk, 0, cancellationToken);
        }
        throw new UndecodableAudioException("the WAV file ends before its samples.");
    }

    /// <summary>A writer that could not go back (a pipe) leaves 0 or all ones: then everything up to the end is sound.</summary>
    private long DataLength(Chunk data) => data.Size switch
    {
        0 => long.MaxValue,
        Unknown => _dataSize64 > 0 ? _dataSize64 : long.MaxValue,
        var size => size,
    };

    private async ValueTask<WaveFormat> ReadFormatAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        if (chunk.Size is < WaveFormat.ShortestChunk or > LargestFormat)
            throw new UndecodableAudioException($"the WAV file has a format chunk of {chunk.Size} bytes.");
        var body = await _chunks.ReadBodyAsync(chunk, (int)chunk.Size, cancellationToken)
            ?? throw new UndecodableAudioException("the WAV file ends before its format is told.");
        return WaveFormat.Parse(body, _bigEndian);
    }

    private async ValueTask ReadSizesAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        var body = await _chunks.ReadBodyAsync(chunk, 16, cancellationToken);
        if (body is not null) _dataSize64 = BinaryPrimitives.ReadInt64LittleEndian(body.AsSpan(8));
    }
}
