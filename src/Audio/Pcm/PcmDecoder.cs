using System.Runtime.CompilerServices;
using Speech.Audio.Errors;
using Speech.Audio.Input;
using Speech.Audio.Resampling;

namespace Speech.Audio.Pcm;

/// <summary>Converts uncompressed samples of any format to blocks of samples at 16 kHz.</summary>
internal static class PcmDecoder
{
    private const int MaxBufferSize = 1 << 20;

    /// <summary>Decodes to the end of the source, mono or each channel by itself; an incomplete last frame is dropped.</summary>
    /// <returns>Blocks with one memory for each channel, all of the same length.</returns>
    public static async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<float>>> DecodeAsync(
        IByteSource source, PcmFormat format, bool separate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Before anything is made for each channel.
        if (separate && format.Channels > AudioDecoder.MaxSeparateChannels)
            throw new UndecodableAudioException(
                $"it has {format.Channels} channels; at most {AudioDecoder.MaxSeparateChannels} can be transcribed separately.");
        // Half a second, or less if the frames are large.
        var framesPerBlock = Math.Min(format.SampleRate / 2, MaxBufferSize / format.FrameBytes);
        var bytes = new byte[framesPerBlock * format.FrameBytes];
        var channels = Enumerable.Range(0, separate ? format.Channels : 1).Select(_ => new float[framesPerBlock]).ToArray();
        var resamplers = format.SampleRate == AudioDecoder.SampleRate
            ? [] : channels.Select(_ => new Resampler(format.SampleRate, AudioDecoder.SampleRate)).ToArray();
        var converter = new SampleConverter(format);

        for (var hasMore = true; hasMore;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = await source.FillAsync(bytes, cancellationToken);
            hasMore = read == bytes.Length;
            var frames = read / format.FrameBytes;
            var whole = bytes.AsSpan(0, frames * format.FrameBytes);
            if (separate) converter.ToChannels(whole, channels, frames);
            else converter.ToMono(whole, channels[0].AsSpan(0, frames));
            var block = Array.ConvertAll(channels, channel => (ReadOnlyMemory<float>)channel.AsMemory(0, frames));
            for (var i = 0; i < resamplers.Length; i++) block[i] = resamplers[i].Push(block[i].Span);
            if (!block[0].IsEmpty) yield return block;
        }

        var tail = Array.ConvertAll(resamplers, resampler => resampler.Flush());
        if (tail.Length > 0 && !tail[0].IsEmpty) yield return tail;
    }
}
