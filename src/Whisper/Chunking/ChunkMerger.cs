using System.Runtime.InteropServices;
using Speech.Whisper.Decoding;
using Speech.Whisper.Features;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking;

/// <summary>Turns the tokens of overlapping windows, one window after the other, into timed chunks of text: one chunk a segment.</summary>
/// <remarks>A chunk comes out as soon as no later window can change it, so nothing grows with the audio.</remarks>
internal sealed class ChunkMerger(Tokenizer tokenizer)
{
    // Times of tokens are estimates: how far beyond the overlap its words may seem to lie, and how far apart two times of one word.
    private const double Slack = 1, Tolerance = 5;

    // Heard, but not given out yet.
    private readonly List<TimedToken> _open = [];
    private double _windowStart;
    private double _lastEnd;

    /// <summary>Takes in the next window.</summary>
    /// <returns>The chunks that are complete with it.</returns>
    public List<TranscriptChunk> Add(Window window, DecodedWindow decoded)
    {
        // Windows share both strides: the left one of this window and the right one of the window before.
        var (length, overlapBefore, overlapAfter) = (Seconds(window.Samples.Count), 2 * Seconds(window.StrideLeft), 2 * Seconds(window.StrideRight));
        var windowEnd = _windowStart + length;
        Append(TimedToken.Read(decoded, tokenizer, _windowStart, windowEnd), overlapBefore, length);
        _windowStart = windowEnd - overlapAfter;
        return TakeBefore(overlapAfter > 0 ? _windowStart - Slack : double.PositiveInfinity);
    }

    /// <summary>The rest, when the audio is over.</summary>
    /// <param name="duration">Length of the audio in seconds: the end of a chunk whose end was not predicted.</param>
    public TranscriptChunk? Finish(double duration)
    {
        var chunk = _open.Count > 0 ? Chunk(CollectionsMarshal.AsSpan(_open), duration) : null;
        _open.Clear();
        return chunk;
    }

    private void Append(List<TimedToken> heard, double overlap, double length)
    {
        var first = _open.FindIndex(token => token.Time >= _windowStart - Slack);
        var tail = first < 0 ? [] : _open[first..];
        var head = heard.TakeWhile(token => token.Time <= _windowStart + overlap + Slack).ToArray();
        var (left, right) = OverlapMerger.Join(CollectionsMarshal.AsSpan(tail), head, _windowStart + overlap / 2, Tolerance);
        if (left < tail.Count)
        {
            // The word is there twice; a segment begins at it if either window says so.
            if (right < heard.Count) heard[right] = heard[right] with { Opens = heard[right].Opens ?? tail[left].Opens ?? Overlong(heard[right], length) };
            _open.RemoveRange(first + left, tail.Count - left);
        }

        _open.AddRange(heard.Skip(right));
    }

    /// <summary>Where windows are single segments, each would go on in the next for ever: one as long as a window ends at the join.</summary>
    private double? Overlong(TimedToken token, double length)
        => _open.FindLast(open => open.Opens is not null).Opens is { } opens && token.Time - opens >= length ? token.Time : null;

    /// <summary>Gives out the segments that end before a time. What follows the last token may still belong to its segment.</summary>
    private List<TranscriptChunk> TakeBefore(double time)
    {
        var chunks = new List<TranscriptChunk>();
        var start = 0;
        for (var next = 1; next < _open.Count && _open[next].Time < time; next++)
        {
            if (_open[next].Opens is not { } opens) continue;
            chunks.Add(Chunk(CollectionsMarshal.AsSpan(_open)[start..next], opens));
            start = next;
        }

        _open.RemoveRange(0, start);
        return chunks;
    }

    private TranscriptChunk Chunk(ReadOnlySpan<TimedToken> segment, double limit)
    {
        var ids = new int[segment.Length];
        for (var i = 0; i < ids.Length; i++) ids[i] = segment[i].Id;
        // Windows may disagree about a time by a little; the chunks' times only rise.
        var start = Math.Max(_lastEnd, Math.Round(segment[0].Opens ?? segment[0].Time, 2));
        _lastEnd = Math.Max(start, Math.Round(segment[^1].Closes ?? limit, 2));
        return new TranscriptChunk(tokenizer.Decode(ids), start, _lastEnd, segment[0].Language)
        {
            Words = segment[0].Spoken is null ? null : Words(ids, segment, start, _lastEnd),
        };
    }

    /// <summary>A pause beside a segment looks like a part of its first or last word: the segment's own times, where they lie within the word, tell better.</summary>
    private List<TranscriptWord> Words(int[] ids, ReadOnlySpan<TimedToken> segment, double start, double end)
    {
        var words = new List<TranscriptWord>();
        var at = 0;
        foreach (var word in Punctuation.Merge(WordSplitter.Split(tokenizer, ids, segment[0].Language)))
        {
            if (word.Tokens.Length == 0) continue;
            var (first, last) = (segment[at], segment[at + word.Tokens.Length - 1]);
            words.Add(new TranscriptWord(word.Text, Math.Round(first.Spoken?.Start ?? first.Time, 2), Math.Round(last.Spoken?.End ?? last.Time, 2)));
            at += word.Tokens.Length;
        }

        if (words.Count > 0 && Holds(words[0], start)) words[0] = words[0] with { Start = start };
        if (words.Count > 0 && Holds(words[^1], end)) words[^1] = words[^1] with { End = end };
        return words;

        static bool Holds(TranscriptWord word, double time) => word.Start < time && time < word.End;
    }

    private static double Seconds(int samples) => (double)samples / LogMelGraph.SampleRate;
}
