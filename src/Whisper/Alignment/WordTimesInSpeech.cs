using Speech.Audio;

namespace Speech.Whisper.Alignment;

/// <summary>Moves words into speech: the alignment stretches them over pauses, because a token ends where the next one begins.</summary>
internal static class WordTimesInSpeech
{
    /// <summary>Longest word in seconds; what is longer lasts only this long, from its start.</summary>
    public const double MaxLength = 2;

    /// <summary>Shortest word in seconds, where there is room.</summary>
    public const double MinLength = 2 * Step;

    // Times are rounded to this.
    private const double Step = 0.01;

    /// <summary>
    /// Crops each word to the span of speech in which most of it lies, or moves it to the closest one. The words stay in order, do not
    /// overlap and have a length.
    /// </summary>
    /// <param name="words">Words in order.</param>
    /// <param name="speech">Spans of speech in order.</param>
    /// <param name="start">Start of the words' segment in seconds.</param>
    /// <param name="end">End of the segment in seconds; without speech in it, the words are cropped to it alone.</param>
    public static List<TranscriptWord> Apply(
        IReadOnlyList<TranscriptWord> words, IReadOnlyList<SpeechRegion> speech, double start, double end)
    {
        var spans = Crop(speech, start, end);
        var result = new List<TranscriptWord>(words.Count);
        for (var (first, span) = (0, 0); first < words.Count;)
        {
            span = SpanOf(words[first], spans, span);
            var count = 1;
            while (first + count < words.Count && SpanOf(words[first + count], spans, span) == span) count++;
            result.AddRange(Fit(words.Skip(first).Take(count), spans[span], count));
            first += count;
        }

        Separate(result, start, end);
        return result;
    }

    /// <summary>Words that do not fit into their speech reach into the pauses around it.</summary>
    private static void Separate(List<TranscriptWord> words, double start, double end)
    {
        var limit = start;
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Start < limit || words[i].End < words[i].Start + Step)
            {
                var first = Math.Max(words[i].Start, limit);
                words[i] = Rounded(words[i], first, Math.Max(words[i].End, first + Step));
            }

            limit = words[i].End;
        }

        limit = Math.Max(end, start + words.Count * Step);
        for (var i = words.Count - 1; i >= 0 && words[i].End > limit; i--)
        {
            words[i] = Rounded(words[i], Math.Min(words[i].Start, limit - Step), limit);
            limit = words[i].Start;
        }
    }

    private static TranscriptWord Rounded(TranscriptWord word, double start, double end)
        => word with { Start = Math.Round(start, 2), End = Math.Round(end, 2) };

    private static List<SpeechRegion> Crop(IReadOnlyList<SpeechRegion> speech, double start, double end)
    {
        var spans = SpeechRegion.Crop(speech, start, end).FindAll(span => span.Length >= MinLength);
        return spans.Count > 0 ? spans : [new(start, end)];
    }

    /// <summary>Index of the span with most of a word, otherwise of the closest one; not before that of the previous word.</summary>
    private static int SpanOf(TranscriptWord word, List<SpeechRegion> spans, int previous)
    {
        var best = previous;
        for (var index = previous + 1; index < spans.Count; index++)
            if (Overlap(spans[index]) > Overlap(spans[best])) best = index;
        return best;

        // Negative: the distance of a word outside.
        double Overlap(SpeechRegion span) => Math.Min(word.End, span.End) - Math.Max(word.Start, span.Start);
    }

    private static TranscriptWord[] Fit(IEnumerable<TranscriptWord> words, SpeechRegion span, int count)
    {
        var min = Math.Min(MinLength, span.Length / count);
        var fitted = words.ToArray();
        var limit = span.Start;
        for (var i = 0; i < fitted.Length; i++)
        {
            var start = Math.Max(Math.Clamp(fitted[i].Start, span.Start, span.End), limit);
            limit = Math.Clamp(fitted[i].End, start + min, Math.Max(start + min, Math.Min(span.End, start + MaxLength)));
            fitted[i] = fitted[i] with { Start = start, End = limit };
        }

        limit = span.End;
        for (var i = fitted.Length - 1; i >= 0 && fitted[i].End > limit; i--)
        {
            fitted[i] = fitted[i] with { Start = Math.Min(fitted[i].Start, limit - min), End = limit };
            limit = fitted[i].Start;
        }

        return Array.ConvertAll(fitted, word => Rounded(word, word.Start, word.End));
    }
}
