using System.Runtime.InteropServices;
using Speech.Whisper.Decoding;
using Speech.Whisper.Features;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>The segments of a window in order, and the counters of their decoding.</summary>
internal sealed record SpeechTranscript(IReadOnlyList<TimedToken[]> Segments, DecodingStatistics Statistics);

/// <summary>Decodes windows of speech, and again from where the decoder has left speech without text.</summary>
/// <param name="loop">Decodes all parts of all windows together.</param>
/// <param name="tokenizer">The checkpoint's tokenizer.</param>
/// <param name="options">The request's options.</param>
/// <param name="limits">When a part is decoded again.</param>
/// <remarks>After a change of speaker, or a pause, the decoder may end its text although speech goes on.</remarks>
internal sealed class SpeechWindowDecoder(DecodingLoop loop, Tokenizer tokenizer, DecodingOptions options, CoverageOptions limits)
{
    // Audio before speech without text: it may begin earlier than it was detected.
    private static readonly double MarginSeconds = Tune.Get("RE_PAD", 0.1);

    private readonly DecodingRequest _request = new();
    private readonly SpeechCoverage _coverage = new(limits);

    /// <summary>Decodes a window. What a part yields depends on nothing but that part.</summary>
    public async Task<SpeechTranscript> DecodeAsync(SpeechWindow window, CancellationToken cancellationToken)
    {
        var (start, end) = (window.Bounds.Start, window.Bounds.End);
        var (segments, statistics) = (new List<TimedToken[]>(), default(DecodingStatistics));
        var (language, recoveries) = (options.Language, 0);
        for (List<SpeechSpan> parts = [new(start, end)]; parts.Count > 0;)
        {
            var decoded = await Task.WhenAll(parts.Select(part => DecodeAsync(window, part, language, cancellationToken)))
                .ConfigureAwait(false);
            var uncovered = new List<SpeechSpan>();
            foreach (var (part, result) in parts.Zip(decoded))
            {
                statistics += result.Statistics;
                language ??= result.Language;
                var found = Segments(result, part);
                segments.AddRange(found);
                // Without any text there is no speech after all, or none that the model understands.
                if (found.Count > 0)
                    uncovered.AddRange(_coverage.FindUncovered(window.Bounds.Speech, found.Select(Times), part.Start, part.End));

                (double, double) Times(TimedToken[] segment) => (segment[0].SegmentStart!.Value, segment[^1].SegmentEnd ?? part.End);
            }

            parts = [.. uncovered.Take(limits.MaxRecoveries - recoveries).Select(part => part with { Start = Math.Max(start, part.Start - MarginSeconds) })];
            recoveries += parts.Count;
        }

        return new([.. segments.OrderBy(segment => segment[0].SegmentStart)], statistics with { Recoveries = recoveries });
    }

    private async Task<DecodedWindow> DecodeAsync(SpeechWindow window, SpeechSpan part, string? language, CancellationToken cancellationToken)
    {
        var (first, last) = (Index(part.Start), Index(part.End));
        ReadOnlyMemory<float> samples = window.Samples[first..last];
        return await loop.DecodeAsync(_request, samples, options with { Language = language }, cancellationToken).ConfigureAwait(false);

        int Index(double time)
            => (int)Math.Clamp(Math.Round((time - window.Bounds.Start) * LogMelGraph.SampleRate), 0, window.Samples.Count);
    }

    /// <summary>The segments of a decoded part; an unfinished one at the token limit is left to be decoded again.</summary>
    private List<TimedToken[]> Segments(DecodedWindow decoded, SpeechSpan part)
    {
        var tokens = TimedToken.Read(decoded, tokenizer, part.Start, part.End);
        var segments = new List<TimedToken[]>();
        for (int first = 0, next = 1; next <= tokens.Count; next++)
        {
            if (next < tokens.Count && tokens[next].SegmentStart is null) continue;
            segments.Add([.. CollectionsMarshal.AsSpan(tokens)[first..next]]);
            first = next;
        }

        var isCut = decoded.Tokens.Count >= limits.TokenLimit;
        if (isCut && segments.Count > 1 && segments[^1][^1].SegmentEnd is null) segments.RemoveAt(segments.Count - 1);
        return segments;
    }
}
