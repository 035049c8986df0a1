using System.Runtime.CompilerServices;
using Speech.Audio.Errors;
using Speech.Audio.Ffmpeg;
using Speech.Audio.Input;
using Speech.Audio.Pcm;
using Speech.Audio.Sandbox;
using Speech.Audio.Wave;

namespace Speech.Audio;

/// <summary>Decodes audio in any common container to mono samples at <see cref="SampleRate"/>.</summary>
/// <remarks>
/// WAV and headerless PCM are decoded in process; all other formats by the ffmpeg program, which has no access to other files or the
/// network.
/// </remarks>
/// <param name="options">Limits, and the ffmpeg program.</param>
/// <param name="time">Clock of the time limit; the system's by default.</param>
public sealed class AudioDecoder(AudioOptions options, TimeProvider? time = null)
{
    /// <summary>Sampling rate of the decoded audio in Hz.</summary>
    public const int SampleRate = 16_000;

    /// <summary>The largest number of channels that can be decoded separately.</summary>
    public const int MaxSeparateChannels = 8;

    private const int WaveBufferSize = 16 * 1024;

    private readonly FfmpegDecoder _ffmpeg = new(
        options.FfmpegPath, options.FfmpegTimeLimit, options.MaxCopiedBytes, time ?? TimeProvider.System);

    /// <summary>What the system has for the sandbox of ffmpeg, in words for a log; null on systems other than Linux.</summary>
    public static string? DescribeSandbox() => OperatingSystem.IsLinux() ? SandboxedProcess.Describe() : null;

    /// <summary>The duration of a number of samples at <see cref="SampleRate"/>, in seconds.</summary>
    /// <param name="samples">The number of samples.</param>
    public static double SecondsOf(long samples) => (double)samples / SampleRate;

    /// <summary>Decodes a stream of audio block by block; memory does not grow with its length.</summary>
    /// <param name="audio">
    /// The encoded audio; read once, forward only, and not closed. Its reads should observe cancellation: otherwise an early end waits for
    /// the pending read. Its exceptions are passed through.
    /// </param>
    /// <param name="raw">Format of headerless PCM; null if the audio is in a container.</param>
    /// <param name="cancellationToken">Cancels the decoding; no process is left running.</param>
    /// <returns>
    /// Non-empty blocks of mono samples at 16 kHz, each at most a few seconds long. N frames at r Hz in WAV or PCM become ceil(N * 16000 /
    /// r) samples, the first of each at the same time. Full scale is [-1, 1]; floating-point sources may exceed it, but all samples are
    /// finite. A block is valid until the next one is requested.
    /// </returns>
    /// <exception cref="EmptyAudioException">The audio has no bytes or no samples.</exception>
    /// <exception cref="UndecodableAudioException">The audio is corrupt, of an unknown format, or not audio.</exception>
    /// <exception cref="AudioTooLongException">
    /// The audio is longer than <see cref="AudioOptions.MaxDuration"/>; thrown after that duration has been returned.
    /// </exception>
    /// <exception cref="AudioTooLargeException">
    /// The file has to be copied, and is longer than <see cref="AudioOptions.MaxCopiedBytes"/>.
    /// </exception>
    /// <exception cref="AudioTimeLimitException">ffmpeg took longer than <see cref="AudioOptions.FfmpegTimeLimit"/>.</exception>
    /// <exception cref="AudioDecoderMissingException">ffmpeg is required and is not installed.</exception>
    /// <exception cref="AudioDecoderFailedException">The server lacks what ffmpeg needs, or ffmpeg was killed.</exception>
    /// <exception cref="AudioDecoderCrashedException">ffmpeg broke down.</exception>
    /// <exception cref="AudioSpoolException">A temporary file cannot be written.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
        Stream audio, RawPcm? raw = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var block in DecodeAsync(audio, raw, separate: false, cancellationToken)) yield return block[0];
    }

    /// <summary>Decodes as <see cref="DecodeAsync(Stream, RawPcm, CancellationToken)"/>, but each channel by itself.</summary>
    /// <param name="audio">The encoded audio.</param>
    /// <param name="raw">Format of headerless PCM; null if the audio is in a container.</param>
    /// <param name="cancellationToken">Cancels the decoding; no process is left running.</param>
    /// <returns>Blocks with one memory for each channel, at most <see cref="MaxSeparateChannels"/>, all of the same length; the number of
    /// channels is the same for all blocks.</returns>
    /// <inheritdoc cref="DecodeAsync(Stream, RawPcm, CancellationToken)" path="exception"/>
    public IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> DecodeChannelsAsync(
        Stream audio, RawPcm? raw = null, CancellationToken cancellationToken = default)
        => DecodeAsync(audio, raw, separate: true, cancellationToken);

    private async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> DecodeAsync(
        Stream audio, RawPcm? raw, bool separate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audio);
        var maxSamples = (long)(options.MaxDuration.TotalSeconds * SampleRate);
        long samples = 0;
        var blocks = raw is null
            ? DecodeContainerAsync(audio, separate, cancellationToken) : DecodeRawAsync(audio, raw, separate, cancellationToken);
        await foreach (var block in blocks)
        {
            samples += block[0].Length;
            if (samples > maxSamples) throw new AudioTooLongException(options.MaxDuration);
            yield return block;
        }
        if (samples == 0) throw new EmptyAudioException();
    }

    private static IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> DecodeRawAsync(
        Stream audio, RawPcm raw, bool separate, CancellationToken cancellationToken)
    {
        var format = PcmFormat.CreateValidated(SampleEncoding.Int16, raw.SampleRate, raw.Channels, raw.BigEndian);
        return PcmDecoder.DecodeAsync(new BoundedSource(audio, long.MaxValue), format, separate, cancellationToken);
    }

    private async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> DecodeContainerAsync(
        Stream audio, bool separate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var head = new byte[ContainerSignature.Length];
        var read = await audio.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (read == 0) throw new EmptyAudioException();
        var whole = new PrefixedStream(head.AsMemory(0, read), audio);
        var blocks = ContainerSignature.Detect(head.AsSpan(0, read)) switch
        {
            AudioContainer.Wave => DecodeWaveAsync(whole, separate, cancellationToken),
            AudioContainer.IsoMedia => _ffmpeg.DecodeAsync(
                whole, new(NeedsSeeking: true, HasAbsoluteTimes: true), separate, cancellationToken),
            AudioContainer.MpegStream => _ffmpeg.DecodeAsync(whole, new(NeedsAllTracks: true), separate, cancellationToken),
            AudioContainer.Matroska => _ffmpeg.DecodeAsync(whole, new(HasAbsoluteTimes: true), separate, cancellationToken),
            _ => _ffmpeg.DecodeAsync(whole, default, separate, cancellationToken),
        };
        await foreach (var block in blocks) yield return block;
    }

    private async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> DecodeWaveAsync(
        Stream audio, bool separate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Headers are read a few bytes at a time, which is expensive on a network stream.
        var buffered = new BufferedStream(audio, WaveBufferSize);
        var wave = await WaveReader.OpenAsync(buffered, cancellationToken);
        var format = await wave.ReadFormatAsync(cancellationToken);
        var blocks = format.Pcm is { } pcm
            ? PcmDecoder.DecodeAsync(
                new BoundedSource(buffered, await wave.ReadToDataAsync(cancellationToken)), pcm, separate, cancellationToken)
            : _ffmpeg.DecodeAsync(new PrefixedStream(format.CreateFileHeader(), buffered), default, separate, cancellationToken);
        await foreach (var block in blocks) yield return block;
    }
}
