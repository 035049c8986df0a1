using Speech.Diarization.Clustering;

namespace Speech.Diarization;

/// <summary>Parameters of a diarization pipeline.</summary>
/// <param name="Clustering">Clustering method and its hyper-parameters.</param>
internal sealed record DiarizationOptions(ClusteringOptions Clustering)
{
    /// <summary>Step from the start of one window to the start of the next, as a fraction of the window length: 0.01 to 1. Default
    /// 0.1.</summary>
    public double WindowStep { get; init; } = 0.1;

    /// <summary>Probability above which a speaker is active, 0 to 1; only for a segmentation network with multi-label output. Default
    /// 0.5.</summary>
    public double SegmentationThreshold { get; init; } = 0.5;

    /// <summary>Shorter gaps between turns of one speaker are filled: seconds, 0 to 3600. Default 0.</summary>
    public double MinDurationOff { get; init; }

    /// <summary>Whether embeddings exclude overlapped speech where enough other speech of the speaker remains. Default true.</summary>
    public bool ExcludeOverlap { get; init; } = true;

    /// <summary>What a cosine similarity of 1 between a speaker and the embedding of a moment counts when speakers are assigned to
    /// frames, as a multiple of full activity in the segmentation: 0 to 1000. Default 0: no resegmentation.</summary>
    public double ResegmentationWeight { get; init; }

    /// <summary>Windows that are segmented together: at least 1. Default 32.</summary>
    public int BatchSize { get; init; } = 32;
}
