using System.Runtime.CompilerServices;
using Speech.Audio.Input;
using Speech.Audio.Resampling;

namespace Speech.Audio.Pcm;

/// <summary>Converts uncompressed samples of any format to blocks of mono samples at 16 kHz.</summary>
internal static class PcmDecoder
{
    /// <summary>Sampling rate of the decoded audio in Hz.</summary>
    public const int OutputSampleRate = 16_000;

    private const int MaxBufferSize = 1 << 20;

    /// <summary>Decodes to the end of the source; an incomplete last frame is dropped.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
        IByteSource source, PcmFormat format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Half a second, or less if the frames are large.
        var framesPerBlock = Math.Min(format.SampleRate / 2, MaxBufferSize / format.FrameBytes);
        var bytes = new byte[framesPerBlock * format.FrameBytes];
        var mono = new float[framesPerBlock];
        var converter = new SampleConverter(format);
        var resampler = format.SampleRate == OutputSampleRate ? null : new Resampler(format.SampleRate, OutputSampleRate);

        for (var hasMore = true; hasMore;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = await source.FillAsync(bytes, cancellationToken);
            hasMore = read == bytes.Length;
            var frames = read / format.FrameBytes;
            converter.ToMono(bytes.AsSpan(0, frames * format.FrameBytes), mono.AsSpan(0, frames));
            ReadOnlyMemory<float> block = mono.AsMemory(0, frames);
            if (resampler is not null) block = resampler.Push(block.Span);
            if (!block.IsEmpty) yield return block;
        }
        if (resampler is null) yield break;
        var tail = resampler.Flush();
        if (!tail.IsEmpty) yield return tail;
    }
}
