using System.Numerics;
using System.Runtime.InteropServices;

namespace Speech.Whisper.Search;

/// <summary>The ids of the largest logits.</summary>
internal static class TopTokens
{
    /// <summary>Finds the largest logits.</summary>
    /// <param name="logits">One per id; negative infinity excludes the id.</param>
    /// <param name="ids">Receives the ids, largest logit first, the smaller id first among equals.</param>
    /// <returns>Number of ids found: fewer than requested if the others are excluded.</returns>
    public static int Find(ReadOnlySpan<float> logits, Span<int> ids)
    {
        var (count, threshold) = (0, float.NegativeInfinity);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(logits);
        for (var i = 0; i < vectors.Length; i++)
        {
            // Once the list is full, hardly any vector has a larger logit.
            if (!Vector.GreaterThanAny(vectors[i], new Vector<float>(threshold))) continue;
            var first = i * Vector<float>.Count;
            for (var id = first; id < first + Vector<float>.Count; id++) Offer(logits, ids, id, ref count, ref threshold);
        }

        for (var id = vectors.Length * Vector<float>.Count; id < logits.Length; id++) Offer(logits, ids, id, ref count, ref threshold);
        return count;
    }

    private static void Offer(ReadOnlySpan<float> logits, Span<int> ids, int id, ref int count, ref float threshold)
    {
        if (!(logits[id] > threshold)) return;
        var rank = count < ids.Length ? count++ : count - 1;
        for (; rank > 0 && logits[ids[rank - 1]] < logits[id]; rank--) ids[rank] = ids[rank - 1];
        ids[rank] = id;
        if (count == ids.Length) threshold = logits[ids[^1]];
    }
}
