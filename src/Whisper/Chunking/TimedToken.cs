using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking;

/// <summary>A token of text and when about it was said, in seconds from the start of the audio.</summary>
/// <param name="Id">The token.</param>
/// <param name="Time">Its share of the segment it stands in: segments carry times, tokens do not.</param>
/// <param name="Opens">Start of the segment, on its first token; null on others, and where no start was predicted.</param>
/// <param name="Closes">End of the segment, on its last token; null on others, and where no end was predicted.</param>
/// <param name="Language">Language of the window it was heard in.</param>
/// <param name="Spoken">Its own start and end, where token times were asked for.</param>
internal readonly record struct TimedToken(int Id, double Time, double? Opens, double? Closes, string? Language, (double Start, double End)? Spoken)
{
    /// <summary>Reads a window's tokens: segments of text, each between two times.</summary>
    /// <param name="window">Text and timestamp tokens.</param>
    /// <param name="tokens">The vocabulary's special tokens.</param>
    /// <param name="from">Start of the window in seconds.</param>
    /// <param name="to">End of the window in seconds.</param>
    public static List<TimedToken> Read(DecodedWindow window, SpecialTokens tokens, double from, double to)
    {
        var read = new List<TimedToken>(window.Tokens.Count);
        // Places of the segment's tokens in the window.
        var segment = new List<int>();
        double? start = null;
        for (var place = 0; place < window.Tokens.Count; place++)
        {
            if (tokens.IsText(window.Tokens[place])) segment.Add(place);
            if (!tokens.IsTimestamp(window.Tokens[place])) continue;
            var time = Math.Min(from + tokens.TimestampSeconds(window.Tokens[place]), to);
            if (segment.Count > 0) Append(time);
            else start = time;
        }

        if (segment.Count > 0) Append(null);
        return read;

        void Append(double? end)
        {
            var (first, last) = (start ?? (read.Count > 0 ? read[^1].Time : from), end ?? to);
            for (var i = 0; i < segment.Count; i++)
            {
                (double Start, double End)? spoken = window.TokenTimes.Count > 0
                    ? (from + window.TokenTimes[segment[i]].Start, Math.Min(from + window.TokenTimes[segment[i]].End, to)) : null;
                var time = spoken is { } known ? (known.Start + known.End) / 2 : first + (last - first) * (i + 0.5) / segment.Count;
                read.Add(new TimedToken(window.Tokens[segment[i]], time, i == 0 ? start ?? first : null, i == segment.Count - 1 ? end : null, window.Language, spoken));
            }

            segment.Clear();
            start = null;
        }
    }
}
