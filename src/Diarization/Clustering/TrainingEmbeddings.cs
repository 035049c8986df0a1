using System.Numerics.Tensors;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Clustering;

/// <summary>Selects the embeddings that are clustered; the others are only assigned to the resulting clusters.</summary>
internal static class TrainingEmbeddings
{
    // Minimum share of non-overlapped speech in a window; pyannote's min_active_ratio.
    private const double MinActiveRatio = 0.2;

    /// <summary>Selects local speakers.</summary>
    /// <param name="embeddings">Shape (windows, speakers, d).</param>
    /// <param name="segmentation">Shape (windows, frames).</param>
    /// <param name="filter">The requirement, in addition to an embedding without NaN.</param>
    /// <returns>Indices of local speakers, ascending.</returns>
    public static int[] Select(SpeakerEmbeddings embeddings, BinarizedSegmentation segmentation, EmbeddingFilter filter)
    {
        var selected = new List<int>();
        for (var i = 0; i < embeddings.Count; i++)
        {
            if (embeddings[i] is not { } embedding || !float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(embedding))) continue;
            var (window, speaker) = Math.DivRem(i, embeddings.SpeakersPerWindow);
            var isMostlyNonOverlapping = segmentation.CountNonOverlapping(window, speaker) >= MinActiveRatio * segmentation.Frames;
            if (filter is EmbeddingFilter.Active || isMostlyNonOverlapping) selected.Add(i);
        }

        return [.. selected];
    }
}
