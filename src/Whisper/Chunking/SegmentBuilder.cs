using System.Buffers;
using Speech.Audio;
using Speech.Whisper.Alignment;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking;

/// <summary>Builds the segments of the transcript from their tokens, in order.</summary>
/// <param name="tokenizer">The checkpoint's tokenizer.</param>
/// <param name="words">Whether segments include their words, where the tokens are aligned.</param>
internal sealed class SegmentBuilder(Tokenizer tokenizer, bool words = true)
{
    private double _lastEnd, _lastWord;

    /// <summary>Builds the next segment.</summary>
    /// <param name="segment">Its tokens, at least one.</param>
    /// <param name="limit">End of a segment without a predicted end, in seconds.</param>
    /// <param name="speech">Where there is speech, to keep words inside; null if it is not known.</param>
    public TranscriptSegment Build(ReadOnlySpan<TimedToken> segment, double limit, IReadOnlyList<SpeechRegion>? speech = null)
    {
        var (ids, window) = (new int[segment.Length], segment[0].Window);
        for (var i = 0; i < ids.Length; i++) ids[i] = segment[i].Id;
        var pieces = !words || segment[0].Alignment is null
            ? null : Punctuation.Merge(DividedWords.Join(WordSplitter.Split(tokenizer, ids, window.Language)))
                .Where(word => word.Tokens.Length > 0).ToList();
        // Windows may disagree slightly about a time; the times of segments never decrease. Between pauses, each has room for its words.
        var start = Math.Max(_lastEnd, Math.Round(segment[0].SegmentStart ?? segment[0].Time, 2));
        var shortest = speech is null ? 0 : Math.Max(1, pieces?.Count ?? 0) * WordTimesInSpeech.MinLength;
        _lastEnd = Math.Round(Math.Max(start + shortest, segment[^1].SegmentEnd ?? limit), 2);
        var timed = pieces is null ? null : Words(pieces, segment, start, _lastEnd, speech is null ? double.MaxValue : _lastEnd);
        return new TranscriptSegment(tokenizer.Decode(ids), start, _lastEnd, window.Language)
        {
            Words = timed is null || speech is null ? timed : WordTimesInSpeech.Apply(timed, speech, start, _lastEnd),
            Tokens = Tokens(segment),
            NoSpeechProbability = window.Best.NoSpeechProbability,
            Temperature = window.Best.Temperature,
        };
    }

    private TranscriptToken[] Tokens(ReadOnlySpan<TimedToken> segment)
    {
        var tokens = new TranscriptToken[segment.Length];
        for (var i = 0; i < tokens.Length; i++)
        {
            var bytes = new ArrayBufferWriter<byte>(8);
            tokenizer.AppendBytes(segment[i].Id, bytes);
            tokens[i] = new(segment[i].Id, bytes.WrittenMemory, segment[i].LogProbability);
        }

        return tokens;
    }

    /// <summary>
    /// The words of a segment. The alignment attributes a pause around the segment to its first or last word; the segment's own times, if
    /// they are inside the word, are more accurate. No word begins after <paramref name="latest"/>.
    /// </summary>
    private List<TranscriptWord> Words(List<Word> words, ReadOnlySpan<TimedToken> segment, double start, double end, double latest)
    {
        var timed = new List<TranscriptWord>();
        var tokenIndex = 0;
        foreach (var word in words)
        {
            var (first, last) = (segment[tokenIndex], segment[tokenIndex + word.Tokens.Length - 1]);
            var (wordStart, wordEnd) = (first.Alignment?.Start ?? first.Time, last.Alignment?.End ?? last.Time);
            timed.Add(new TranscriptWord(word.Text, Math.Round(wordStart, 2), Math.Round(wordEnd, 2))
            {
                Confidence = Confidence(segment.Slice(tokenIndex, word.Tokens.Length)),
            });
            tokenIndex += word.Tokens.Length;
        }

        if (timed.Count > 0 && Contains(timed[0], start)) timed[0] = timed[0] with { Start = start };
        if (timed.Count > 0 && Contains(timed[^1], end)) timed[^1] = timed[^1] with { End = end };
        // Windows that overlap may disagree about words, too.
        for (var i = 0; i < timed.Count; i++)
        {
            _lastWord = Math.Max(_lastWord, Math.Min(timed[i].Start, latest));
            timed[i] = timed[i] with { Start = _lastWord, End = Math.Max(_lastWord, timed[i].End) };
        }

        return timed;

        static bool Contains(TranscriptWord word, double time) => word.Start < time && time < word.End;
    }

    private static double Confidence(ReadOnlySpan<TimedToken> tokens)
    {
        var sum = 0.0;
        foreach (var token in tokens) sum += Math.Exp(token.LogProbability);
        return sum / tokens.Length;
    }
}
