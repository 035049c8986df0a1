using Speech.Whisper.Model;
using Speech.Whisper.Speculative;

namespace Speech.Benchmarks;

/// <summary>
/// Proposes the tokens of a known transcript with a given accuracy, and runs a pass of a real draft model for each token.
/// </summary>
/// <param name="draft">The draft model.</param>
/// <param name="transcript">Tokens that the main model generates, the same for every sequence.</param>
/// <param name="accuracy">Probability that a drafted token is correct if the ones before it were.</param>
/// <param name="exclude">Runs the work that is done once per window, excluded from the time of the steps.</param>
/// <param name="capacity">Number of slots.</param>
internal sealed class ScriptedProposer(
    NetworkRunner draft, IReadOnlyList<int> transcript, double accuracy, Action<Action> exclude, int capacity) : IDraftProposer
{
    private readonly Random _random = new(4);
    private readonly KeyValueCache _cache = draft.CreateCache(capacity);

    public void Prefill(int slot, DraftedSequence sequence)
    {
        exclude(() => draft.Decoder.ComputeCrossAttentionCache(_cache, slot, sequence.Encoded!));
        Run([sequence.Sequence.Tokens.Length - 1], slot, tokensPerSequence: 1);
    }

    public void Copy(int from, int to, int length) => _cache.Copy(from, to, length);

    public int[][] Propose(IReadOnlyList<DraftedSequence> sequences, int length)
    {
        var drafts = sequences.Select(sequence => Propose(sequence, Math.Min(length, sequence.Estimate.MaxLength))).ToArray();
        // The first pass also processes the token that the main model generated.
        for (var pass = 0; pass < drafts.Max(proposal => proposal.Length); pass++)
            Run([.. sequences.Select(sequence => sequence.Sequence.Tokens.Length - 1L + pass)], 0, tokensPerSequence: pass == 0 ? 2 : 1);
        return drafts;
    }

    public void Dispose() => _cache.Dispose();

    private int[] Propose(DraftedSequence sequence, int length)
    {
        var proposal = new List<int>();
        var isCorrect = true;
        for (var index = sequence.Sequence.Generated.Length; proposal.Count < length && index < transcript.Count; index++)
        {
            isCorrect &= _random.NextDouble() < accuracy;
            proposal.Add(isCorrect ? transcript[index] : transcript[index] == 1000 ? 1001 : 1000);
        }

        return [.. proposal];
    }

    private void Run(long[] past, int first, int tokensPerSequence)
        => draft.Decoder.Run(_cache, first, past, new long[past.Length * tokensPerSequence], new long[past.Length]);
}
