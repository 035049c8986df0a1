using Microsoft.ML.OnnxRuntime;
using Speech.Whisper.Decoding;
using Speech.Whisper.Model;

namespace Speech.Whisper.Speculative;

/// <summary>A small model that proposes what the main model will say.</summary>
internal sealed class Assistant : IProposer
{
    // A proposal less likely than this is rarely right. Not higher: of a wrong one the main model's time is lost, of a missing one a whole pass.
    private const double LeastConfidence = 0.15;

    // Tokens that one pass reads of a row at most; more may have gathered while nothing was drafted.
    private const int MostUnread = 16;

    private readonly Decoder _decoder;
    private readonly Encoder? _encoder;
    private readonly Func<int, KeyValueCache> _newCache;
    private KeyValueCache? _cache;

    /// <param name="decoder">The assistant's decoder.</param>
    /// <param name="encoder">The assistant's encoder; null where the main model's does for both.</param>
    /// <param name="newCache">Makes room for so many rows.</param>
    public Assistant(Decoder decoder, Encoder? encoder, Func<int, KeyValueCache> newCache) => (_decoder, _encoder, _newCache) = (decoder, encoder, newCache);

    /// <inheritdoc/>
    public void Begin(int capacity) => _cache = _newCache(capacity);

    /// <inheritdoc/>
    public void End()
    {
        _cache?.Dispose();
        _cache = null;
    }

    /// <inheritdoc/>
    public void Listen(int row, ReadOnlySpan<float> samples, OrtValue hidden)
    {
        using var own = _encoder?.Encode(samples);
        _decoder.ComputeCrossAttentionCache(_cache!, row, own ?? hidden);
    }

    /// <inheritdoc/>
    public void Read(int row, Row state)
    {
        if (state.Draft is not { } draft) return;
        var tokens = Array.ConvertAll(state.Tokens[..^1].ToArray(), id => (long)id);
        _decoder.Run(_cache!, row, [0], tokens, [0]);
        draft.CatchUp(tokens.Length);
    }

    /// <inheritdoc/>
    public void Copy(int from, int to, int length) => _cache!.Copy(from, to, length);

    /// <inheritdoc/>
    public int[][] Propose(IReadOnlyList<Row> rows, int length)
    {
        while (rows.Any(row => row.Draft is { } draft && row.Tokens.Length - draft.Read > MostUnread)) CatchUp(rows);
        var drafts = rows.Select(_ => new List<int>()).ToArray();
        var wanted = rows.Select(row => Math.Min(length, row.Outlook.Most)).ToArray();
        // The first pass catches up with what the main model said; the others feed the assistant its own words.
        for (var pass = 0; wanted.Where((most, row) => most > drafts[row].Count).Any(); pass++)
        {
            var feeds = rows.Select((row, i) => pass == 0 ? Unread(row) : drafts[i].Count > 0 ? drafts[i].TakeLast(1).ToArray() : row.Tokens[^1..].ToArray()).ToArray();
            var past = rows.Select((row, i) => pass == 0 ? row.Draft?.Read ?? 0 : row.Tokens.Length + Math.Max(0L, drafts[i].Count - 1)).ToArray();
            var logits = _decoder.Run(_cache!, 0, past, Padded(feeds), [.. feeds.Select(feed => feed.Length - 1L)]);
            for (var row = 0; row < rows.Count; row++)
            {
                if (drafts[row].Count >= wanted[row]) continue;
                var (token, confidence) = rows[row].Guess(logits.Slice(row * _decoder.VocabularySize, _decoder.VocabularySize), drafts[row]);
                if (token is { } guess && confidence >= LeastConfidence) drafts[row].Add(guess);
                else wanted[row] = drafts[row].Count;
            }
        }

        return [.. drafts.Select(draft => draft.ToArray())];
    }

    public void Dispose()
    {
        End();
        _decoder.Dispose();
        _encoder?.Dispose();
    }

    /// <summary>Reads on in the rows that the assistant is far behind in.</summary>
    private void CatchUp(IReadOnlyList<Row> rows)
    {
        // One token is always left to begin the next draft with.
        var feeds = rows.Select(row => row.Draft is { } draft ? row.Tokens[draft.Read..Math.Min(draft.Read + MostUnread, row.Tokens.Length - 1)].ToArray() : [row.Tokens[^1]]).ToArray();
        var reading = feeds.Select((feed, i) => feed.Length > 0 ? feed : [rows[i].Tokens[^1]]).ToArray();
        _decoder.Run(_cache!, 0, [.. rows.Select(row => (long)(row.Draft?.Read ?? 0))], Padded(reading), new long[rows.Count]);
        for (var row = 0; row < rows.Count; row++) rows[row].Draft?.CatchUp(rows[row].Draft!.Read + feeds[row].Length);
    }

    private static int[] Unread(Row row) => row.Draft is { } draft ? row.Tokens[draft.Read..].ToArray() : row.Tokens[^1..].ToArray();

    /// <summary>[rows, longest], each row filled up with its last token.</summary>
    public static long[] Padded(IReadOnlyList<int[]> rows)
    {
        var longest = rows.Max(row => row.Length);
        return [.. rows.SelectMany(row => Enumerable.Range(0, longest).Select(i => (long)row[Math.Min(i, row.Length - 1)]))];
    }
}
