using Speech.Whisper.Alignment;

namespace Speech.Whisper.Decoding;

/// <summary>What the decoder listened to while it decoded one window, pass by pass: out of it come the times of the tokens.</summary>
/// <param name="heads">Alignment heads.</param>
/// <param name="positions">Encoder positions of a whole window.</param>
/// <param name="frames">Positions that hold audio, at least 1.</param>
internal sealed class Listening(int heads, int positions, int frames)
{
    // One array a token: [heads, frames].
    private readonly List<float[]> _tokens = [];

    /// <summary>Tokens taken in.</summary>
    public int Count => _tokens.Count;

    /// <summary>Takes in one of the new tokens of a pass.</summary>
    /// <param name="attention">Of the whole pass, [rows, heads, time, positions].</param>
    /// <param name="row">The window's row.</param>
    /// <param name="time">Place of the token among the new ones.</param>
    /// <param name="times">New tokens of a row in the pass.</param>
    public void Add(ReadOnlySpan<float> attention, int row, int time, int times)
    {
        var heard = new float[heads * frames];
        for (var head = 0; head < heads; head++)
            attention.Slice(((row * heads + head) * times + time) * positions, frames).CopyTo(heard.AsSpan(head * frames));
        _tokens.Add(heard);
    }

    /// <summary>Forgets all but the first so many tokens.</summary>
    public void Rewind(int count) => _tokens.RemoveRange(count, _tokens.Count - count);

    /// <summary>When the last so many tokens were said, in seconds from the start of the window.</summary>
    /// <param name="said">Number of tokens.</param>
    /// <param name="first">The pass that predicted the first of them.</param>
    public List<(double Start, double End)> TimesOf(int said, int first)
    {
        var probabilities = new float[heads * Count * frames];
        for (var token = 0; token < Count; token++)
            for (var head = 0; head < heads; head++)
                _tokens[token].AsSpan(head * frames, frames).CopyTo(probabilities.AsSpan((head * Count + token) * frames));
        var matrix = AttentionMatrix.Average(probabilities, heads, frames, frames);
        var starts = TokenTimes.Starts(matrix.AsSpan(first * frames), Count - first);
        return [.. Enumerable.Range(0, said).Select(i => (starts[i], i + 1 < starts.Length ? starts[i + 1] : TokenTimes.Seconds(frames)))];
    }
}
