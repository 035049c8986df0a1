using System.Runtime.CompilerServices;
using Speech.Audio.Pcm;

namespace Speech.Audio.Ffmpeg;

/// <summary>Decodes audio with the ffmpeg program.</summary>
/// <param name="program">Name or path of the program.</param>
/// <param name="timeLimit">Maximum total time to wait for ffmpeg.</param>
/// <param name="maxCopiedBytes">Maximum length of a file that is copied to disk.</param>
/// <param name="time">Clock of the time limit.</param>
internal sealed class FfmpegDecoder(string program, TimeSpan timeLimit, long maxCopiedBytes, TimeProvider time)
{
    /// <param name="encoded">The encoded audio.</param>
    /// <param name="input">How ffmpeg reads it.</param>
    /// <param name="separate">Whether each channel is returned by itself.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    public async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> DecodeAsync(
        Stream encoded, FfmpegInput input, bool separate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = input.NeedsSeeking ? await SeekableInput.CreateAsync(encoded, maxCopiedBytes, cancellationToken) : null;
        var arguments = FfmpegArguments.Create(input, file?.Path, separate);
        await using var process = FfmpegProcess.Start(
            new(program, [.. arguments], file?.Path), timeLimit, time, file is null ? encoded : Stream.Null, cancellationToken);
        var header = await AuHeader.ReadAsync(process, cancellationToken);
        file?.Unlink();
        if (header is { } format)
            await foreach (var block in PcmDecoder.DecodeAsync(process, format, separate, cancellationToken)) yield return block;
        await process.FinishAsync();
    }
}
