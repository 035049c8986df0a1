using System.Buffers.Binary;
using Speech.Audio.Errors;
using Speech.Audio.Input;

namespace Speech.Audio.Wave;

/// <summary>Finds the format and the samples in a RIFF WAVE stream (RIFF, RIFX, RF64, BW64), skipping all other chunks.</summary>
internal sealed class WaveReader
{
    private const uint UnknownSize = uint.MaxValue;
    private const int MaxFormatLength = 18 + ushort.MaxValue;
    private const int SizesLength = 16;

    private readonly RiffChunkReader _chunks;
    private readonly bool _bigEndian;
    private long _dataSize64;

    private WaveReader(Stream stream, bool bigEndian) => (_chunks, _bigEndian) = (new RiffChunkReader(stream, bigEndian), bigEndian);

    /// <summary>Reads the signature, which the caller has already validated, from the start of the file.</summary>
    public static async ValueTask<WaveReader> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var signature = new byte[ContainerSignature.Length];
        await stream.ReadExactlyAsync(signature, cancellationToken);
        return new WaveReader(stream, bigEndian: signature[3] == 'X');
    }

    /// <summary>Reads up to the end of the <c>fmt</c> chunk.</summary>
    public async ValueTask<WaveFormat> ReadFormatAsync(CancellationToken cancellationToken)
    {
        while (await _chunks.ReadHeaderAsync(cancellationToken) is { } chunk)
        {
            if (chunk.Id == "fmt ") return await ReadFormatAsync(chunk, cancellationToken);
            if (chunk.Id == "data") throw new UndecodableAudioException("the WAV file has its samples before their format.");
            if (chunk.Id == "ds64" && chunk.Size >= SizesLength) await ReadSizesAsync(chunk, cancellationToken);
            else await _chunks.SkipAsync(chunk, 0, cancellationToken);
        }
        throw FormatMissing();
    }

    /// <summary>Reads up to the first sample; called after <see cref="ReadFormatAsync(CancellationToken)"/>.</summary>
    /// <returns>Declared length of the samples in bytes; <see cref="long.MaxValue"/> if unknown. The stream may end earlier.</returns>
    public async ValueTask<long> ReadToDataAsync(CancellationToken cancellationToken)
    {
        while (await _chunks.ReadHeaderAsync(cancellationToken) is { } chunk)
        {
            if (chunk.Id == "data") return DataLength(chunk);
            await _chunks.SkipAsync(chunk, 0, cancellationToken);
        }
        throw new UndecodableAudioException("the WAV file ends before its samples.");
    }

    /// <summary>
    /// Writers that cannot seek back (to a pipe) leave 0 or all ones as the length: the samples then extend to the end of the stream.
    /// </summary>
    private long DataLength(RiffChunk data) => data.Size switch
    {
        0 => long.MaxValue,
        UnknownSize => _dataSize64 > 0 ? _dataSize64 : long.MaxValue,
        var size => size,
    };

    private async ValueTask<WaveFormat> ReadFormatAsync(RiffChunk chunk, CancellationToken cancellationToken)
    {
        if (chunk.Size is < WaveFormat.MinLength or > MaxFormatLength)
            throw new UndecodableAudioException($"the WAV file has a format chunk of {chunk.Size} bytes.");
        var body = await _chunks.ReadBodyAsync(chunk, (int)chunk.Size, cancellationToken) ?? throw FormatMissing();
        return WaveFormat.Parse(body, _bigEndian);
    }

    private async ValueTask ReadSizesAsync(RiffChunk chunk, CancellationToken cancellationToken)
    {
        var body = await _chunks.ReadBodyAsync(chunk, SizesLength, cancellationToken);
        if (body is not null) _dataSize64 = BinaryPrimitives.ReadInt64LittleEndian(body.AsSpan(8));
    }

    private static UndecodableAudioException FormatMissing() => new("the WAV file ends before its format.");
}
