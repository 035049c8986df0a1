using System.Runtime.InteropServices;
using Speech.Audio;
using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>The transcript of a window of speech.</summary>
/// <param name="Segments">Its segments in order.</param>
/// <param name="Language">Language code, as requested or detected; null for an English-only checkpoint.</param>
/// <param name="Statistics">Counters of all of its parts.</param>
internal sealed record SpeechTranscript(IReadOnlyList<TimedToken[]> Segments, string? Language, DecodingStatistics Statistics);

/// <summary>Decodes a part of a window.</summary>
/// <param name="samples">At 16 kHz.</param>
/// <param name="language">Language code; null detects it.</param>
/// <param name="isDetected">Whether speech was detected in it; if not, one attempt is enough.</param>
/// <param name="cancellationToken">Cancels the decoding.</param>
internal delegate Task<DecodedWindow> PartDecoding(
    ReadOnlyMemory<float> samples, string? language, bool isDetected, CancellationToken cancellationToken);

/// <summary>Decodes windows of speech, and again from where the decoder has left speech without text.</summary>
/// <param name="decode">Decodes one part; the parts of all windows may be decoded together.</param>
/// <param name="tokenizer">The checkpoint's tokenizer.</param>
/// <param name="options">When a part is decoded again.</param>
/// <param name="invented">Finds text to drop; null keeps all text.</param>
/// <remarks>After a change of speaker, or a pause, the decoder may end its text although speech goes on.</remarks>
internal sealed class SpeechWindowDecoder(PartDecoding decode, Tokenizer tokenizer, CoverageOptions options, InventedText? invented = null)
{
    // Of a part whose text is left out.
    private static readonly DecodingStatistics Dropped = new() { Silenced = 1 };

    private readonly SpeechCoverage _coverage = new(options);
    private readonly RepeatedText _repeated = new(tokenizer);

    /// <summary>Decodes a window. What a part yields depends on nothing but that part.</summary>
    /// <param name="window">The window.</param>
    /// <param name="language">Language code; null detects it.</param>
    /// <param name="cancellationToken">Cancels the decoding.</param>
    public async Task<SpeechTranscript> DecodeAsync(SpeechWindow window, string? language, CancellationToken cancellationToken)
    {
        var (start, end) = (window.Bounds.Start, window.Bounds.End);
        var (segments, statistics) = (new List<TimedToken[]>(), default(DecodingStatistics));
        var (recoveries, isDetected) = (0, window.Bounds.IsDetected);
        for (List<SpeechRegion> parts = [new(start, end)]; parts.Count > 0;)
        {
            var decoded = await Task.WhenAll(parts.Select(part => DecodeAsync(window, part, language, cancellationToken)))
                .ConfigureAwait(false);
            var uncovered = new List<SpeechRegion>();
            foreach (var (part, result) in parts.Zip(decoded))
            {
                statistics += result.Statistics;
                language ??= result.Language;
                var found = Segments(result, part, Math.Min(part.End, window.Bounds.Speech[^1].End));
                var (_, seconds) = SpeechCoverage.SpeechWithin(window.Bounds.Speech, part.Start, part.End);
                var isRecovered = recoveries > 0;
                var evidence = !isDetected ? Evidence.Loudness : isRecovered ? Evidence.Recovered : Evidence.Detected;
                var isInvented = found.Count > 0 && invented?.IsIn(result.Best, seconds, evidence) == true;
                if (isInvented) statistics += Dropped;
                if (isInvented || found.Count == 0)
                {
                    // There is no speech after all, or in a half only.
                    if (isDetected && !isRecovered && seconds > options.MinHalved) uncovered.AddRange(SpeechCoverage.Halve(window.Bounds));
                    continue;
                }

                var isRepeated = isRecovered && _repeated.IsIn(found, segments, window.Bounds.Speech);
                found = [.. found.SelectMany(segment => _coverage.Split(segment, window.Bounds.Speech))];
                found.ForEach(segment => _coverage.Tighten(segment, window.Bounds.Speech, part.End));
                if (isRepeated) statistics += Dropped;
                else segments.AddRange(found);
                uncovered.AddRange(_coverage.FindUncovered(window.Bounds.Speech, found.Select(Times), part.Start, part.End));

                (double, double) Times(TimedToken[] segment) => (segment[0].SegmentStart!.Value, segment[^1].SegmentEnd ?? part.End);
            }

            parts = [.. uncovered.Take(options.MaxRecoveries - recoveries)];
            recoveries += parts.Count;
        }

        return new([.. segments.OrderBy(segment => segment[0].SegmentStart)], language, statistics with { Recoveries = recoveries });
    }

    private async Task<DecodedWindow> DecodeAsync(
        SpeechWindow window, SpeechRegion part, string? language, CancellationToken cancellationToken)
    {
        var (first, last) = (Index(part.Start), Index(part.End));
        var samples = window.Samples[first..last];
        if (DigitalSilence.Is(samples)) return DecodedWindow.Silent;
        return await decode(samples, language, window.Bounds.IsDetected, cancellationToken).ConfigureAwait(false);

        int Index(double time)
            => (int)Math.Clamp(Math.Round((time - window.Bounds.Start) * AudioDecoder.SampleRate), 0, window.Samples.Count);
    }

    /// <summary>The segments of a decoded part; an unfinished one at the token limit is left to be decoded again, or, where there is no
    /// other, ends with its last word.</summary>
    /// <param name="decoded">The result of the decoder.</param>
    /// <param name="part">The part.</param>
    /// <param name="end">End of a last segment without a predicted end, in seconds: text of other parts may follow.</param>
    private List<TimedToken[]> Segments(DecodedWindow decoded, SpeechRegion part, double end)
    {
        var tokens = TimedToken.Read(decoded, tokenizer, part.Start, part.End);
        var segments = new List<TimedToken[]>();
        for (int first = 0, next = 1; next <= tokens.Count; next++)
        {
            if (next < tokens.Count && tokens[next].SegmentStart is null) continue;
            segments.Add([.. CollectionsMarshal.AsSpan(tokens)[first..next]]);
            first = next;
        }

        if (segments is [.., var last] && last[^1].SegmentEnd is null)
        {
            var isCut = decoded.Best.ReachedTokenLimit;
            if (isCut && segments.Count > 1) segments.RemoveAt(segments.Count - 1);
            else last[^1] = last[^1] with { SegmentEnd = isCut && last[^1].Alignment is { } aligned ? aligned.End : end };
        }

        return segments;
    }
}
