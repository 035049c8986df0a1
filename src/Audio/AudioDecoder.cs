using System.Runtime.CompilerServices;
using Speech.Audio.Ffmpeg;
using Speech.Audio.Input;
using Speech.Audio.Pcm;
using Speech.Audio.Wave;

namespace Speech.Audio;

/// <summary>Turns audio in any common container into mono samples at <see cref="SampleRate"/>.</summary>
/// <remarks>WAV and headerless PCM are decoded here; everything else goes through the ffmpeg program, sealed off from files and the network.</remarks>
/// <param name="options">Limits, and where ffmpeg is.</param>
/// <param name="time">The clock of the time limit; the system's where null.</param>
public sealed class AudioDecoder(AudioOptions options, TimeProvider? time = null)
{
    /// <summary>The one rate of the engines, in Hz.</summary>
    public const int SampleRate = 16_000;

    private readonly FfmpegDecoder _ffmpeg = new(options, time ?? TimeProvider.System);

    /// <summary>Decodes a stream of audio, block by block, so that memory does not grow with the file.</summary>
    /// <param name="audio">The encoded bytes; read forward only, once, and left open. What it throws is passed on.</param>
    /// <param name="raw">Set when the bytes are headerless PCM; null when a container tells.</param>
    /// <param name="cancellationToken">Stops the decoding; nothing is left running.</param>
    /// <returns>
    /// Blocks of mono samples at 16 kHz, of at most a few seconds and never of no samples; n frames at r Hz in WAV or PCM become
    /// ceil(n * 16000 / r) samples, the first of each at the same instant. Full scale is [-1, 1]; float sources may go beyond,
    /// but every sample is finite. A block is valid until the next one is asked for.
    /// </returns>
    /// <exception cref="EmptyAudioException">No bytes, or no samples in them.</exception>
    /// <exception cref="UndecodableAudioException">Damaged, not audio, or of an unknown kind.</exception>
    /// <exception cref="AudioTooLongException">More than <see cref="AudioOptions.MaxDuration"/>; told when that much was given out.</exception>
    /// <exception cref="AudioTimeLimitException">ffmpeg took more than <see cref="AudioOptions.FfmpegTimeLimit"/>.</exception>
    /// <exception cref="AudioDecoderMissingException">ffmpeg is needed and cannot be started.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
        Stream audio, RawPcm? raw = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        var limit = (long)(options.MaxDuration.TotalSeconds * SampleRate);
        long samples = 0;
        var blocks = raw is null ? ContainerAsync(audio, cancellationToken) : RawAsync(audio, raw, cancellationToken);
        await foreach (var block in blocks)
        {
            samples += block.Length;
            if (samples > limit) throw new AudioTooLongException(options.MaxDuration);
            yield return block;
        }
        if (samples == 0) throw new EmptyAudioException();
    }

    private static IAsyncEnumerable<ReadOnlyMemory<float>> RawAsync(Stream audio, RawPcm raw, CancellationToken cancellationToken)
        => PcmDecoder.DecodeAsync(
            new BoundedSource(audio), PcmFormat.Checked(SampleEncoding.Int16, raw.SampleRate, raw.Channels, raw.BigEndian), cancellationToken);

    private async IAsyncEnumerable<ReadOnlyMemory<float>> ContainerAsync(
        Stream audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var head = new byte[Signature.Length];
        var read = await audio.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (read == 0) throw new EmptyAudioException();
        var whole = new PrefixedStream(head.AsMemory(0, read), audio);
        var blocks = Signature.Of(head.AsSpan(0, read)) switch
        {
            Container.Wave => WaveAsync(whole, cancellationToken),
            Container.IsoMedia => _ffmpeg.DecodeAsync(whole, seeks: true, cancellationToken),
            _ => _ffmpeg.DecodeAsync(whole, seeks: false, cancellationToken),
        };
        await foreach (var block in blocks) yield return block;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<float>> WaveAsync(
        Stream audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Headers are read in pieces of a few bytes, which a network stream would make dear.
        var buffered = new BufferedStream(audio, 16 * 1024);
        var wave = await WaveReader.OpenAsync(buffered, cancellationToken);
        var format = await wave.ReadFormatAsync(cancellationToken);
        var blocks = format.Pcm is { } pcm
            ? PcmDecoder.DecodeAsync(new BoundedSource(buffered, await wave.ReadToDataAsync(cancellationToken)), pcm, cancellationToken)
            : _ffmpeg.DecodeAsync(new PrefixedStream(format.Reheader(), buffered), seeks: false, cancellationToken);
        await foreach (var block in blocks) yield return block;
    }
}
