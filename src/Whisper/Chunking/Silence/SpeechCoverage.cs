using Speech.Audio;
using Speech.Whisper.Alignment;

namespace Speech.Whisper.Chunking.Silence;

/// <summary>Finds speech that no text covers.</summary>
/// <param name="options">When speech counts as left without text.</param>
internal sealed class SpeechCoverage(CoverageOptions options)
{
    // Seconds. Less speech than this next to text belongs to its last or first word; and speech may begin earlier than it was detected.
    private const double MinFragment = 0.2, Margin = 0.1;

    // Seconds; fewer per token are faster than any speech.
    private const double MinTokenSeconds = 0.05;

    /// <summary>The parts to decode again: each from where speech without text begins to where the next text begins.</summary>
    /// <param name="speech">Spans of speech in order, in seconds.</param>
    /// <param name="texts">The times of segments with text, in order.</param>
    /// <param name="start">Start of the decoded audio in seconds.</param>
    /// <param name="end">End of the decoded audio in seconds.</param>
    public List<SpeechRegion> FindUncovered(
        IReadOnlyList<SpeechRegion> speech, IEnumerable<(double Start, double End)> texts, double start, double end)
    {
        var uncovered = new List<SpeechRegion>();
        var covered = start;
        foreach (var text in texts.Append((Start: end, End: end)))
        {
            var (first, length) = SpeechWithin(speech, covered, text.Start);
            if (length > options.MinSpeech) uncovered.Add(new(Math.Max(covered, first - Margin), text.Start));
            covered = Math.Max(covered, text.End);
        }

        return uncovered;
    }

    /// <summary>A window in two parts, at its longest pause or, without any, in the middle.</summary>
    public static SpeechRegion[] Halve(PackedWindow window)
    {
        var pauses = window.Speech.Zip(window.Speech.Skip(1), (before, after) => new SpeechRegion(before.End, after.Start)).ToList();
        var pause = pauses.Count > 0 ? pauses.MaxBy(pause => pause.Length) : new SpeechRegion(window.Start, window.End);
        var middle = (pause.Start + pause.End) / 2;
        return [new(window.Start, middle), new(middle, window.End)];
    }

    /// <summary>Splits a segment after tokens that last over more speech than any word: there the decoder has skipped it.</summary>
    /// <param name="segment">Its tokens.</param>
    /// <param name="speech">Spans of speech in order, in seconds.</param>
    public IEnumerable<TimedToken[]> Split(TimedToken[] segment, IReadOnlyList<SpeechRegion> speech)
    {
        var first = 0;
        for (var next = 1; next < segment.Length; next++)
        {
            if (segment[next] is not { IsWordBoundary: true, Alignment: { } following } || segment[next - 1].Alignment is not { } last
                || EndOf(last, speech) is var end && end == last.End) continue;
            segment[next - 1] = segment[next - 1] with { SegmentEnd = end };
            segment[next] = segment[next] with { SegmentStart = following.Start };
            yield return segment[first..next];
            first = next;
        }

        yield return segment[first..];
    }

    /// <summary>
    /// A segment with the times of its words, where much speech lies between its own times and those of its first or last word: there the
    /// decoder has skipped it.
    /// </summary>
    /// <param name="segment">Its tokens; changed.</param>
    /// <param name="speech">Spans of speech in order, in seconds.</param>
    /// <param name="end">End of a segment without a predicted end, in seconds.</param>
    public void Tighten(TimedToken[] segment, IReadOnlyList<SpeechRegion> speech, double end)
    {
        if (segment[0] is not { SegmentStart: { } start, Alignment: { } first } || segment[^1].Alignment is not { } last) return;
        end = segment[^1].SegmentEnd ?? end;
        last.End = EndOf(last, speech);
        // An alignment outside the segment, or of words faster than speech, is no evidence.
        if (Math.Min(last.End, end) - Math.Max(first.Start, start) < segment.Length * MinTokenSeconds) return;
        if (Skips(start, first.Start)) segment[0] = segment[0] with { SegmentStart = first.Start };
        if (Skips(last.End, end)) segment[^1] = segment[^1] with { SegmentEnd = last.End };

        bool Skips(double from, double to)
            => SpeechWithin(speech, from, to).Length > options.MinSkipped
            || speech.Any(span => span.Start >= from - Margin && span.End <= to && span.Length > options.MinSpeech);
    }

    /// <summary>The end of a token: the alignment attributes speech without text to it, which it has after the longest word.</summary>
    private double EndOf((double Start, double End) aligned, IReadOnlyList<SpeechRegion> speech)
        => aligned.Start + WordTimesInSpeech.MaxLength is var longest
            && SpeechWithin(speech, longest, aligned.End).Length > options.MinSkipped ? longest : aligned.End;

    /// <summary>Where speech begins between two times, and how long it is in all, in seconds.</summary>
    public static (double Start, double Length) SpeechWithin(IReadOnlyList<SpeechRegion> speech, double start, double end)
    {
        var (first, length) = (start, 0.0);
        foreach (var span in speech)
        {
            var (from, to) = (Math.Max(span.Start, start), Math.Min(span.End, end));
            if (to - from < MinFragment) continue;
            if (length == 0) first = from;
            length += to - from;
        }

        return (first, length);
    }
}
