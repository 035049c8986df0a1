using Speech.Diarization.Clustering;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Tests.Clustering;

public class TrainingSetTests
{
    [Fact]
    public void Voices_heard_alone_too_shortly_or_not_measured_are_left_out()
    {
        var segmentations = new Segmentations(10, 2);
        var embeddings = new EmbeddingTable(2, 2);
        // Both speak, the second one alone in a fifth of the window; then one whose voice is not a number; then nobody.
        Add([3, 3, 3, 3, 3, 1, 2, 2, 0, 0], [1, 0], [0, 1]);
        Add([1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [1, float.NaN], null);
        Add(new byte[10], null, null);

        Assert.Equal([0, 1], TrainingSet.Select(embeddings, segmentations, EmbeddingFilter.Active));
        Assert.Equal([1], TrainingSet.Select(embeddings, segmentations, EmbeddingFilter.MostlyAlone));

        void Add(byte[] frames, float[]? first, float[]? second)
        {
            segmentations.Add(frames);
            embeddings.Add(first);
            embeddings.Add(second);
        }
    }
}
