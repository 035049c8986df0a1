using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Tests.Clustering;

public class TrainingEmbeddingsTests
{
    [Fact]
    public void Selects_embeddings_without_NaN_and_with_enough_non_overlapped_speech()
    {
        var segmentation = new BinarizedSegmentation(10, 2);
        var embeddings = new SpeakerEmbeddings(2, 2);
        // Two active speakers, the second one without overlap in a fifth of the window; then one with a NaN embedding; then silence.
        Add([3, 3, 3, 3, 3, 1, 2, 2, 0, 0], [1, 0], [0, 1]);
        Add([1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [1, float.NaN], null);
        Add(new byte[10], null, null);

        Assert.Equal([0, 1], TrainingEmbeddings.Select(embeddings, segmentation, EmbeddingFilter.Active));
        Assert.Equal([1], TrainingEmbeddings.Select(embeddings, segmentation, EmbeddingFilter.MostlyNonOverlapping));

        void Add(byte[] frames, float[]? first, float[]? second)
        {
            segmentation.Add(frames);
            embeddings.Add(first);
            embeddings.Add(second);
        }
    }
}
