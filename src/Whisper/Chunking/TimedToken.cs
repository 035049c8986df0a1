using System.Buffers;
using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking;

/// <summary>A text token with its approximate time. All times are in seconds from the start of the audio.</summary>
/// <param name="Id">The token.</param>
/// <param name="Time">Middle of its alignment; without one, interpolated between the timestamps of its segment.</param>
/// <param name="SegmentStart">Start of the segment, on its first token; null on others.</param>
/// <param name="SegmentEnd">End of the segment, on its last token; null on others, and if no end was predicted.</param>
/// <param name="Window">The window that it comes from.</param>
internal readonly record struct TimedToken(int Id, double Time, double? SegmentStart, double? SegmentEnd, DecodedWindow Window)
{
    /// <summary>Start and end by the cross-attention; null unless requested.</summary>
    public (double Start, double End)? Alignment { get; init; }

    /// <summary>Natural log-probability of the token; 0 if it is not known.</summary>
    public double LogProbability { get; init; }

    /// <summary>Whether the token begins a word, or a character of a script without spaces: the text may be split before it.</summary>
    public bool IsWordBoundary { get; init; }

    /// <summary>Reads a window's tokens: segments of text, each between two timestamps.</summary>
    /// <param name="window">Text and timestamp tokens.</param>
    /// <param name="tokenizer">The checkpoint's tokenizer.</param>
    /// <param name="from">Start of the window in seconds.</param>
    /// <param name="to">End of the window in seconds.</param>
    public static List<TimedToken> Read(DecodedWindow window, Tokenizer tokenizer, double from, double to)
    {
        var (tokens, special) = (window.Best.Tokens, tokenizer.SpecialTokens);
        var result = new List<TimedToken>(tokens.Count);
        // Indices of the segment's tokens in the window.
        var segment = new List<int>();
        double? start = null;
        for (var index = 0; index < tokens.Count; index++)
        {
            if (special.IsText(tokens[index])) segment.Add(index);
            if (!special.IsTimestamp(tokens[index])) continue;
            var time = Math.Min(from + special.TimestampSeconds(tokens[index]), to);
            if (segment.Count > 0) Append(time);
            else start = time;
        }

        if (segment.Count > 0) Append(null);
        return result;

        void Append(double? end)
        {
            var (first, last) = (start ?? (result.Count > 0 ? result[^1].Time : from), end ?? to);
            for (var i = 0; i < segment.Count; i++)
            {
                (double Start, double End)? alignment = window.TokenTimes.Count > 0
                    ? (from + window.TokenTimes[segment[i]].Start, Math.Min(from + window.TokenTimes[segment[i]].End, to)) : null;
                var time = alignment is { } known ? (known.Start + known.End) / 2 : first + (last - first) * (i + 0.5) / segment.Count;
                var (segmentStart, segmentEnd) = (i == 0 ? first : (double?)null, i == segment.Count - 1 ? end : null);
                result.Add(new TimedToken(tokens[segment[i]], time, segmentStart, segmentEnd, window)
                {
                    Alignment = alignment,
                    LogProbability = window.Best.TokenLogProbabilities.Count > 0 ? window.Best.TokenLogProbabilities[segment[i]] : 0,
                    IsWordBoundary = i == 0 || StartsWord(tokens[segment[i]], tokenizer),
                });
            }

            segment.Clear();
            start = null;
        }
    }

    // A space, or the first byte of a character that is not ASCII.
    private static bool StartsWord(int id, Tokenizer tokenizer)
    {
        var bytes = new ArrayBufferWriter<byte>();
        tokenizer.AppendBytes(id, bytes);
        return bytes.WrittenCount > 0 && bytes.WrittenSpan[0] is (byte)' ' or >= 0xC0;
    }
}
