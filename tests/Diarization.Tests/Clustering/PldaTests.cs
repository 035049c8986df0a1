using Speech.Diarization.Clustering;
using Speech.Diarization.Tests.Golden;

namespace Speech.Diarization.Tests.Clustering;

public class PldaTests
{
    [Fact]
    public void Features_are_those_of_the_reference_up_to_sign()
    {
        using var golden = new GoldenTensors("post_network", "plda_transform.safetensors");
        var plda = new Plda(PldaFile.Load());
        Close.To(golden.Doubles("phi"), plda.Phi, 1e-6, "phi");
        var features = plda.Transform(golden.Floats("embeddings"));
        Close.To([.. golden.Doubles("plda_features").Select(Math.Abs)], [.. features.SelectMany(row => row).Select(Math.Abs)], 1e-6, "features");
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused()
        => Assert.Throws<ArgumentException>(() => new PldaParameters([0, 0], [0], [1, 1], [0], [1, 2], [1]));
}
