namespace Speech.Whisper.Chunking.Silence;

/// <summary>Finds speech that no text covers.</summary>
/// <param name="options">When speech counts as left without text.</param>
internal sealed class SpeechCoverage(CoverageOptions options)
{
    // Seconds. Less speech than this next to text belongs to its last or first word; and speech may begin earlier than it was detected.
    private const double MinFragment = 0.2, Margin = 0.1;

    /// <summary>The parts to decode again: each from where speech without text begins to where the next text begins.</summary>
    /// <param name="speech">Spans of speech in order, in seconds.</param>
    /// <param name="texts">The times of segments with text, in order.</param>
    /// <param name="start">Start of the decoded audio in seconds.</param>
    /// <param name="end">End of the decoded audio in seconds.</param>
    public List<SpeechSpan> FindUncovered(
        IReadOnlyList<SpeechSpan> speech, IEnumerable<(double Start, double End)> texts, double start, double end)
    {
        var uncovered = new List<SpeechSpan>();
        var covered = start;
        foreach (var text in texts.Append((Start: end, End: end)))
        {
            if (SpeechWithin(speech, covered, text.Start) is { } part) uncovered.Add(part);
            covered = Math.Max(covered, text.End);
        }

        return uncovered;
    }

    private SpeechSpan? SpeechWithin(IReadOnlyList<SpeechSpan> speech, double start, double end)
    {
        var (length, first) = (0.0, double.NaN);
        foreach (var span in speech)
        {
            var (from, to) = (Math.Max(span.Start, start), Math.Min(span.End, end));
            if (to - from < MinFragment) continue;
            if (length == 0) first = from;
            length += to - from;
        }

        return length > options.MinSpeech ? new(Math.Max(start, first - Margin), end) : null;
    }
}
