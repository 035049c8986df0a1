using System.Numerics.Tensors;
using Speech.Diarization.Embedding;

namespace Speech.Diarization.Reconstruction;

/// <summary>Resegmentation: adds to the activity of each cluster in each window the similarity of its centroid and the embedding of that
/// moment. How many speakers are active is left to the segmentation.</summary>
/// <param name="sliding">Embeddings along the audio; if there are none, nothing is added.</param>
/// <param name="centroids">Shape (clusters, d).</param>
/// <param name="weight">What a cosine similarity of 1 counts, as a multiple of full activity.</param>
internal sealed class Resegmentation(SlidingEmbeddings sliding, double[][] centroids, double weight)
{
    private readonly float[][] _centroids = Array.ConvertAll(centroids, centroid => Array.ConvertAll(centroid, value => (float)value));
    // The stretches around the last moment and their similarities, shape (clusters): the next moment is probably between the same two.
    // They follow each other, so that one of them is even.
    private readonly (int Stretch, float[] Similarities)[] _around = [(-1, []), (-1, [])];

    /// <summary>Adds the similarities of a moment.</summary>
    /// <param name="activations">Shape (clusters): the activations of a frame.</param>
    /// <param name="seconds">Its middle.</param>
    /// <param name="windows">The number of windows that contain it.</param>
    public void AddTo(Span<float> activations, double seconds, int windows)
    {
        if (sliding.Count == 0 || activations.Length < 2) return;
        var (before, after, share) = sliding.Around(seconds);
        var (earlier, later) = (SimilaritiesOf(before), SimilaritiesOf(after));
        for (var cluster = 0; cluster < Math.Min(activations.Length, earlier.Length); cluster++)
            activations[cluster] += (float)weight * float.Lerp(earlier[cluster], later[cluster], share) * windows;
    }

    private float[] SimilaritiesOf(int stretch)
    {
        ref var known = ref _around[stretch % 2];
        if (known.Stretch == stretch) return known.Similarities;
        known = (stretch, new float[_centroids.Length]);
        for (var cluster = 0; cluster < _centroids.Length; cluster++)
        {
            var cosine = TensorPrimitives.CosineSimilarity(sliding[stretch], _centroids[cluster]);
            // From 0 on: an activation must not be negative. NaN where no embedding could be extracted.
            known.Similarities[cluster] = float.IsNaN(cosine) ? 0 : 1 + cosine;
        }

        return known.Similarities;
    }
}
