using Speech.Whisper.Decoding;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Chunking;

/// <summary>Turns the tokens of overlapping windows, one window after the other, into timed chunks of text.</summary>
/// <remarks>
/// A chunk is what stands between two times. A time inside an overlap is not trusted to end one: the text goes on to be merged with what the
/// next window heard there. Chunks come out as soon as they are closed, so nothing grows with the audio.
/// </remarks>
internal sealed class ChunkMerger(Tokenizer tokenizer)
{
    private readonly SpecialTokens _tokens = tokenizer.SpecialTokens;

    // Text since the last closed chunk, one list a window.
    private readonly List<IReadOnlyList<int>> _open = [];
    private double? _start;
    private string? _language;

    // Seconds from the start of the audio to the start of the window at hand.
    private double _offset;
    private double _lastEnd;

    // A time was passed over, and its partner is to be passed over as well.
    private bool _skip;

    /// <summary>Takes in the next window.</summary>
    /// <returns>The chunks that are complete with it.</returns>
    public IEnumerable<TranscriptChunk> Add((Window Window, DecodedWindow Decoded) next)
    {
        var (window, decoded) = next;
        var (length, left, right) = (Seconds(window.Samples.Count), Seconds(window.StrideLeft), Seconds(window.StrideRight));
        _offset -= left;
        if (decoded.Language is not null) _language = decoded.Language;
        var trusted = new TrustedTimes(_tokens, decoded.Tokens, left, right, length);

        var text = new List<int>();
        foreach (var token in decoded.Tokens)
        {
            if (!_tokens.IsTimestamp(token))
            {
                if (_tokens.IsText(token)) text.Add(token);
                continue;
            }

            if (Close(token, text, trusted) is not { } chunk) continue;
            text = [];
            if (chunk.Text.Length > 0) yield return chunk;
        }

        _offset += length - right;
        if (text.Count > 0) _open.Add(text);
        else if (!_open.Exists(part => part.Count > 0)) Reopen();
    }

    /// <summary>The rest, when the audio is over.</summary>
    /// <param name="duration">Length of the audio in seconds: the end of a chunk whose end was not predicted.</param>
    public TranscriptChunk? Finish(double duration) => _open.Exists(part => part.Count > 0) ? Chunk(duration) : null;

    private TranscriptChunk? Close(int token, List<int> text, TrustedTimes trusted)
    {
        if (trusted.IsBeyond(token))
        {
            _skip = true;
            return null;
        }

        if (_skip || (_open.Count > 0 && trusted.IsBefore(token)))
        {
            _skip = false;
            return null;
        }

        var time = Math.Round(_offset + _tokens.TimestampSeconds(token), 2);
        if (_start is null) _start = time;
        else if (time != _start)
        {
            _open.Add(text);
            return Chunk(time);
        }

        return null;
    }

    private TranscriptChunk Chunk(double end)
    {
        var start = _start ?? _lastEnd;
        _lastEnd = Math.Max(Math.Round(end, 2), start);
        var chunk = new TranscriptChunk(tokenizer.Decode([.. OverlapMerger.Merge(_open)]), start, _lastEnd, _language);
        Reopen();
        return chunk;
    }

    private void Reopen()
    {
        _open.Clear();
        _start = null;
    }

    private static double Seconds(int samples) => (double)samples / Features.LogMelGraph.SampleRate;
}
