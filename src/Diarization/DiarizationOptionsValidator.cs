using Speech.Diarization.Clustering;

namespace Speech.Diarization;

/// <summary>Validates pipeline parameters; reports all faults in one exception.</summary>
internal static class DiarizationOptionsValidator
{
    /// <summary>Validates the parameters.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="dimension">Dimension of the embeddings.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public static void Validate(DiarizationOptions options, int dimension)
    {
        List<string> faults = [];
        Require(options.WindowStep, DiarizationRanges.WindowStep, "window step");
        Require(options.SegmentationThreshold, DiarizationRanges.SegmentationThreshold, "segmentation threshold");
        Require(options.MinDurationOff, DiarizationRanges.MinDurationOff, "minimum silence");
        Require(options.ResegmentationWeight, DiarizationRanges.ResegmentationWeight, "resegmentation weight");
        Require(options.BatchSize, (1, int.MaxValue), "batch size");
        Require(options.Clustering.Threshold, DiarizationRanges.ClusteringThreshold, "clustering threshold");
        if (options.Clustering is AgglomerativeOptions agglomerative)
            Require(agglomerative.MinClusterSize, DiarizationRanges.MinClusterSize, "minimum cluster size");
        if (options.Clustering is VbxOptions vbx)
        {
            Require(vbx.Fa, DiarizationRanges.VbxFactor, "Fa");
            Require(vbx.Fb, DiarizationRanges.VbxFactor, "Fb");
            var expected = vbx.Plda?.Mean1.Length ?? 0;
            if (expected != dimension) faults.Add($"the PLDA is for dimension {expected}, the embeddings have dimension {dimension}");
        }

        if (faults.Count == 0) return;
        throw new ArgumentException($"The diarization parameters are invalid: {string.Join("; ", faults)}.", nameof(options));

        void Require(double value, (double Min, double Max) range, string name)
        {
            if (!(value >= range.Min && value <= range.Max)) faults.Add($"the {name} is {value} ({range.Min} to {range.Max})");
        }
    }
}
