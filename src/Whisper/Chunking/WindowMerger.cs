using System.Runtime.InteropServices;
using Speech.Audio;
using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking;

/// <summary>Merges the tokens of overlapping windows, in order, into timed segments of text.</summary>
/// <remarks>A segment is returned as soon as no later window can change it, so memory does not grow with the audio.</remarks>
internal sealed class WindowMerger(Tokenizer tokenizer)
{
    // Token times are estimates. Slack: how far outside the overlap its words may appear to be; tolerance: how far apart two times of one
    // word.
    private const double SlackSeconds = 1, ToleranceSeconds = 5;

    // Decoded, but not returned yet.
    private readonly List<TimedToken> _pending = [];
    private readonly SegmentBuilder _builder = new(tokenizer);
    private double _windowStart;

    /// <summary>Adds the next window.</summary>
    /// <returns>The segments completed by it.</returns>
    public List<TranscriptSegment> Add(Window window, DecodedWindow decoded)
    {
        // Adjacent windows share both strides: the left one of this window and the right one of the window before.
        var (overlapBefore, overlapAfter) = (2 * AudioDecoder.SecondsOf(window.StrideLeft), 2 * AudioDecoder.SecondsOf(window.StrideRight));
        var length = AudioDecoder.SecondsOf(window.Samples.Count);
        var windowEnd = _windowStart + length;
        Append(TimedToken.Read(decoded, tokenizer, _windowStart, windowEnd), overlapBefore, length);
        _windowStart = windowEnd - overlapAfter;
        return TakeBefore(overlapAfter > 0 ? _windowStart - SlackSeconds : double.PositiveInfinity);
    }

    /// <summary>The last segment, at the end of the audio; null if there is none.</summary>
    /// <param name="duration">Duration of the audio in seconds: the end of a segment without a predicted end.</param>
    public TranscriptSegment? Finish(double duration)
    {
        var segment = _pending.Count > 0 ? _builder.Build(CollectionsMarshal.AsSpan(_pending), duration) : null;
        _pending.Clear();
        return segment;
    }

    private void Append(List<TimedToken> tokens, double overlap, double length)
    {
        var first = _pending.FindIndex(token => token.Time >= _windowStart - SlackSeconds);
        var tail = first < 0 ? [] : _pending[first..];
        var head = tokens.TakeWhile(token => token.Time <= _windowStart + overlap + SlackSeconds).ToArray();
        var (left, right) = OverlapMerger.Join(CollectionsMarshal.AsSpan(tail), head, _windowStart + overlap / 2, ToleranceSeconds);
        if (left < tail.Count)
        {
            if (right < tokens.Count)
            {
                // A segment starts at a token that both windows have if one does in either of them.
                var other = tail[left].Id == tokens[right].Id ? tail[left].SegmentStart : null;
                var start = tokens[right].SegmentStart ?? other ?? Split(tokens[right], length);
                tokens[right] = tokens[right] with { SegmentStart = start };
            }

            _pending.RemoveRange(first + left, tail.Count - left);
        }

        _pending.AddRange(tokens.Skip(right));
    }

    /// <summary>
    /// If every window is a single segment, they would join into one without end: a segment as long as a window is split here.
    /// </summary>
    private double? Split(TimedToken token, double length)
    {
        var last = _pending.FindLast(pending => pending.SegmentStart is not null);
        return last.SegmentStart is { } start && token.Time - start >= length ? token.Time : null;
    }

    /// <summary>Takes the segments that end before a time. Tokens after the last one may still belong to its segment.</summary>
    private List<TranscriptSegment> TakeBefore(double time)
    {
        var segments = new List<TranscriptSegment>();
        var first = 0;
        for (var next = 1; next < _pending.Count && _pending[next].Time < time; next++)
        {
            if (_pending[next].SegmentStart is not { } start) continue;
            segments.Add(_builder.Build(CollectionsMarshal.AsSpan(_pending)[first..next], start));
            first = next;
        }

        _pending.RemoveRange(0, first);
        return segments;
    }
}
