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
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [.. Faults(options), .. options.Clustering switch
        {
            AgglomerativeOptions agglomerative => Faults(agglomerative),
            VbxOptions vbx => Faults(vbx, dimension),
            _ => ["the clustering is missing"],
        }];
        if (faults.Count == 0) return;
        throw new ArgumentException($"The diarization parameters are invalid: {string.Join("; ", faults)}.", nameof(options));
    }

    private static IEnumerable<string> Faults(DiarizationOptions options)
    {
        if (!(options.WindowStep is > 0 and <= 1)) yield return $"the window step is {options.WindowStep} (greater than 0, at most 1)";
        if (!(options.SegmentationThreshold is >= 0 and <= 1))
            yield return $"the segmentation threshold is {options.SegmentationThreshold} (0 to 1)";
        if (!(options.MinDurationOff >= 0)) yield return $"the minimum silence is {options.MinDurationOff} s (at least 0)";
        if (!(options.ResegmentationWeight >= 0)) yield return $"the resegmentation weight is {options.ResegmentationWeight} (at least 0)";
        if (options.BatchSize < 1) yield return $"the batch size is {options.BatchSize} (at least 1)";
    }

    private static IEnumerable<string> Faults(AgglomerativeOptions options)
    {
        if (!(options.Threshold is >= 0 and <= 2)) yield return $"the clustering threshold is {options.Threshold} (0 to 2)";
        if (options.MinClusterSize < 1) yield return $"the minimum cluster size is {options.MinClusterSize} (at least 1)";
    }

    private static IEnumerable<string> Faults(VbxOptions options, int dimension)
    {
        if (!(options.Threshold is >= 0 and <= 2)) yield return $"the clustering threshold is {options.Threshold} (0 to 2)";
        if (!(options.Fa > 0 && options.Fb > 0)) yield return $"Fa and Fb are {options.Fa} and {options.Fb} (greater than 0)";
        if (options.Plda.Mean1.Length != dimension)
            yield return $"the PLDA is for dimension {options.Plda.Mean1.Length}, the embeddings have dimension {dimension}";
    }
}
