using Microsoft.ML.OnnxRuntime;
using Speech.Whisper.Decoding;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;

namespace Speech.Benchmarks;

/// <summary>A proposer that knows the text and is right as often as it is told, and that pays for every proposal with a pass of a real draft model.</summary>
/// <param name="draft">The draft model.</param>
/// <param name="truth">What the main model will say, in every row.</param>
/// <param name="begin">Tokens before the transcript.</param>
/// <param name="accuracy">How often a proposal is right after right ones.</param>
/// <param name="aside">Runs what is done once a window, and is no part of the steps.</param>
internal sealed class ScriptedProposer(Engine draft, IReadOnlyList<int> truth, int begin, double accuracy, Action<Action> aside) : IProposer
{
    private readonly Random _random = new(4);
    private KeyValueCache? _cache;

    public void Begin(int capacity) => _cache = draft.NewCache(capacity);

    public void End()
    {
        _cache?.Dispose();
        _cache = null;
    }

    public void Listen(int row, ReadOnlySpan<float> samples, OrtValue hidden) => aside(() => draft.Decoder.ComputeCrossAttentionCache(_cache!, row, hidden));

    public void Read(int row, Row state) => Pay([state.Tokens.Length - 1], row, times: 1);

    public void Copy(int from, int to, int length) => _cache!.Copy(from, to, length);

    public int[][] Propose(IReadOnlyList<Row> rows, int length)
    {
        var drafts = rows.Select(row => Propose(row, Math.Min(length, row.Outlook.Most))).ToArray();
        // The first pass also reads what the main model said itself.
        for (var pass = 0; pass < drafts.Max(proposal => proposal.Length); pass++)
            Pay([.. rows.Select(row => row.Tokens.Length - 1L + pass)], 0, times: pass == 0 ? 2 : 1);
        return drafts;
    }

    public void Dispose() => End();

    private int[] Propose(Row row, int length)
    {
        var proposal = new List<int>();
        var isRight = true;
        for (var place = row.Tokens.Length - begin; proposal.Count < length && place < truth.Count; place++)
        {
            isRight &= _random.NextDouble() < accuracy;
            proposal.Add(isRight ? truth[place] : truth[place] == 1000 ? 1001 : 1000);
        }

        return [.. proposal];
    }

    private void Pay(long[] past, int first, int times)
    {
        var tokens = new long[past.Length * times];
        draft.Decoder.Run(_cache!, first, past, tokens, new long[past.Length]);
    }
}
