using Speech.Diarization.Clustering;
using Speech.Diarization.Tests.Golden;

namespace Speech.Diarization.Tests.Clustering;

public class PldaTests
{
    [Fact]
    public void Features_match_the_reference_up_to_sign()
    {
        using var golden = new GoldenTensors("post_network", "plda_transform.safetensors");
        var plda = new Plda(PldaFile.Load());
        DoubleComparer.AssertClose(golden.Doubles("phi"), plda.Phi, 1e-6, "phi");
        var features = plda.Transform(golden.Floats("embeddings"));
        DoubleComparer.AssertClose([.. golden.Doubles("plda_features").Select(Math.Abs)],
            [.. features.SelectMany(row => row).Select(Math.Abs)], 1e-6, "features");
    }

    [Fact]
    public void Rejects_arrays_whose_shapes_do_not_match()
        => Assert.Throws<ArgumentException>(() => new PldaParameters([0, 0], [0], [1, 1], [0], [1, 2], [1]));
}
