using System.Runtime.CompilerServices;
using Speech.Audio.Input;
using Speech.Audio.Resampling;

namespace Speech.Audio.Pcm;

/// <summary>Uncompressed samples of any shape to blocks of mono at 16 kHz.</summary>
internal static class PcmDecoder
{
    private const int LargestBuffer = 1 << 20;

    /// <summary>Decodes to the source's end; a last frame that is cut off is left out.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> DecodeAsync(
        IByteSource source, PcmFormat format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Half a second, unless that many channels of that many bytes would be a lot of memory.
        var framesPerBlock = Math.Min(format.SampleRate / 2, LargestBuffer / format.FrameBytes);
        var bytes = new byte[framesPerBlock * format.FrameBytes];
        var mono = new float[framesPerBlock];
        var converter = new SampleConverter(format);
        var resampler = format.SampleRate == AudioDecoder.SampleRate ? null : new Resampler(format.SampleRate, AudioDecoder.SampleRate);

        for (var more = true; more;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = await source.FillAsync(bytes, cancellationToken);
            more = read == bytes.Length;
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
