namespace Speech.Diarization;

/// <summary>The ranges of pipeline parameters.</summary>
internal static class DiarizationRanges
{
    public static readonly (double Min, double Max) ClusteringThreshold = (0, 2), VbxFactor = (1e-6, 1e6), WindowStep = (0.01, 1),
        SegmentationThreshold = (0, 1), MinDurationOff = (0, 3600), ResegmentationWeight = (0, 1000);

    public static readonly (int Min, int Max) MinClusterSize = (1, 1_000_000);
}
