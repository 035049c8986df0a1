namespace Speech.Diarization.Pipeline;

/// <summary>The ranges of a pipeline's parameters; all faults are told at once.</summary>
internal static class OptionsRules
{
    /// <summary>Checks the parameters.</summary>
    /// <param name="options">The parameters.</param>
    /// <param name="dimension">Components of the embedding network's vectors.</param>
    /// <exception cref="ArgumentException">A parameter is out of range.</exception>
    public static void Verify(DiarizationOptions options, int dimension)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [.. Faults(options), .. options.Clustering switch
        {
            AgglomerativeOptions agglomerative => Faults(agglomerative),
            VbxOptions vbx => Faults(vbx, dimension),
            _ => ["the clustering is missing"],
        }];
        if (faults.Count > 0) throw new ArgumentException($"The diarization pipeline cannot be run: {string.Join("; ", faults)}.", nameof(options));
    }

    private static IEnumerable<string> Faults(DiarizationOptions options)
    {
        if (!(options.WindowStep is > 0 and <= 1)) yield return $"the window step is {options.WindowStep} (more than 0, at most 1)";
        if (!(options.MinSilence >= 0)) yield return $"the shortest silence is {options.MinSilence} s (at least 0)";
        if (options.BatchSize < 1) yield return $"the batch size is {options.BatchSize} (at least 1)";
    }

    private static IEnumerable<string> Faults(AgglomerativeOptions options)
    {
        if (!(options.Threshold is >= 0 and <= 2)) yield return $"the clustering threshold is {options.Threshold} (0 to 2)";
        if (options.MinClusterSize < 1) yield return $"the least cluster size is {options.MinClusterSize} (at least 1)";
    }

    private static IEnumerable<string> Faults(VbxOptions options, int dimension)
    {
        if (!(options.Threshold is >= 0 and <= 2)) yield return $"the clustering threshold is {options.Threshold} (0 to 2)";
        if (!(options.Fa > 0 && options.Fb > 0)) yield return $"Fa and Fb are {options.Fa} and {options.Fb} (more than 0)";
        if (options.Plda.Mean1.Length != dimension) yield return $"the PLDA is for {options.Plda.Mean1.Length} components, the embeddings have {dimension}";
    }
}
