using System.Numerics.Tensors;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Clustering;

/// <summary>The pairs whose vectors make the clusters; the others only join them.</summary>
internal static class TrainingSet
{
    // Share of a window in which its speaker must be heard alone for the voice to be trusted.
    private const double MinAlone = 0.2;

    /// <summary>Chooses the pairs.</summary>
    /// <param name="embeddings">Shape (windows, speakers, d).</param>
    /// <param name="segmentations">Shape (windows, frames).</param>
    /// <param name="filter">What is asked of a pair, besides a vector without NaN.</param>
    /// <returns>Pairs, rising.</returns>
    public static int[] Select(EmbeddingTable embeddings, Segmentations segmentations, EmbeddingFilter filter)
    {
        var pairs = new List<int>();
        for (var pair = 0; pair < embeddings.Pairs; pair++)
        {
            if (embeddings[pair] is not { } vector || !float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(vector))) continue;
            var (window, speaker) = Math.DivRem(pair, embeddings.Speakers);
            if (filter is EmbeddingFilter.Active || segmentations.CountAlone(window, speaker) >= MinAlone * segmentations.Frames) pairs.Add(pair);
        }

        return [.. pairs];
    }
}
