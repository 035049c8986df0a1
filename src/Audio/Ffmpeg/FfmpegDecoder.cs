using System.Runtime.CompilerServices;
using Speech.Audio.Pcm;

namespace Speech.Audio.Ffmpeg;

/// <summary>Decodes audio with the ffmpeg program.</summary>
/// <param name="program">Name or path of the program.</param>
/// <param name="timeLimit">Maximum total time to wait for ffmpeg.</param>
/// <param name="time">Clock of the time limit.</param>
internal sealed class FfmpegDecoder(string program, TimeSpan timeLimit, TimeProvider time)
{
    private static readonly PcmFormat OutputFormat =
        new(SampleEncoding.Float32, PcmDecoder.OutputSampleRate, Channels: 1, BigEndian: false);

    /// <param name="encoded">The encoded audio.</param>
    /// <param name="needsSeeking">See <see cref="FfmpegArguments.Create"/>.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    public async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
        Stream encoded, bool needsSeeking, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var startInfo = FfmpegStartInfo.Create(program, FfmpegArguments.Create(needsSeeking));
        await using var process = FfmpegProcess.Start(startInfo, timeLimit, time, encoded, cancellationToken);
        await foreach (var block in PcmDecoder.DecodeAsync(process, OutputFormat, cancellationToken)) yield return block;
        await process.FinishAsync();
    }
}
