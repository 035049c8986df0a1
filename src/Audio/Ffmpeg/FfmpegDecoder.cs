using System.Runtime.CompilerServices;
using Speech.Audio.Pcm;

namespace Speech.Audio.Ffmpeg;

/// <summary>Decodes by the ffmpeg program what is not decoded in process.</summary>
internal sealed class FfmpegDecoder(AudioOptions options, TimeProvider time)
{
    private static readonly PcmFormat Output = new(SampleEncoding.Float32, AudioDecoder.SampleRate, Channels: 1, BigEndian: false);

    /// <param name="encoded">The file's bytes.</param>
    /// <param name="seeks">See <see cref="FfmpegArguments.Create"/>.</param>
    /// <param name="cancellationToken">Ends ffmpeg.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
        Stream encoded, bool seeks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var run = FfmpegRun.Start(options, time, FfmpegArguments.Create(seeks), encoded, cancellationToken);
        await foreach (var block in PcmDecoder.DecodeAsync(run, Output, cancellationToken)) yield return block;
        await run.FinishAsync();
    }
}
