using System.Runtime.CompilerServices;
using Speech.Audio;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Ggml;

/// <summary>Transcribes audio of any length in spans, so that memory does not grow with its length.</summary>
/// <param name="transcribeAsync">Transcribes mono samples at 16 kHz; times are relative to the span.</param>
/// <param name="spanSamples">Samples per span.</param>
internal sealed class GgmlSpans(
    Func<ReadOnlyMemory<float>, CancellationToken, Task<IReadOnlyList<GgmlSegment>>> transcribeAsync, int spanSamples)
{
    /// <param name="audio">Blocks of mono samples at 16 kHz.</param>
    /// <param name="words">Whether the segments have words.</param>
    /// <param name="cancellationToken">Cancels the transcription.</param>
    /// <returns>The segments of the whole audio, in order.</returns>
    public async IAsyncEnumerable<Segment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, bool words, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, offset) = (new List<float>(), 0L);
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            buffer.AddRange(block.Span);
            if (buffer.Count < spanSamples) continue;
            var segments = await transcribeAsync(buffer.ToArray(), cancellationToken).ConfigureAwait(false);
            // The end of the span may cut the last segment in two, so it is transcribed again with what follows. A single segment is
            // returned as it is: it would otherwise be deferred forever.
            var defersLast = segments.Count > 1;
            var consumed = defersLast ? Math.Clamp((int)(segments[^1].Start * AudioDecoder.SampleRate), 1, buffer.Count) : buffer.Count;
            foreach (var segment in defersLast ? segments.SkipLast(1) : segments)
                yield return Convert(segment, SpanAt(offset, consumed), words);
            buffer.RemoveRange(0, consumed);
            offset += consumed;
        }
        if (buffer.Count == 0) yield break;
        foreach (var segment in await transcribeAsync(buffer.ToArray(), cancellationToken).ConfigureAwait(false))
            yield return Convert(segment, SpanAt(offset, buffer.Count), words);
    }

    /// <summary>Converts times to the whole audio and orders them: whisper.cpp guarantees neither that they lie within the audio nor
    /// their order.</summary>
    private static Segment Convert(GgmlSegment segment, AudioSpan span, bool words)
    {
        var end = span.ToAudioTime(segment.End);
        var start = Math.Min(span.ToAudioTime(segment.Start), end);
        return new(segment.Text, start, end)
        {
            Words = words ? GgmlWordBuilder.Build(segment, span) : null,
            Language = segment.Language,
        };
    }

    private static AudioSpan SpanAt(long offset, int samples)
        => new(AudioDecoder.SecondsOf(offset), AudioDecoder.SecondsOf(offset + samples));
}
