using Speech.Audio.Windows;

namespace Speech.Diarization.Segmentation;

/// <summary>A speaker segmentation network with powerset or multi-label output.</summary>
internal interface ISegmentationModel
{
    /// <summary>The network's hyper-parameters.</summary>
    SegmentationConfig Config { get; }

    /// <summary>Computes the segmentation scores.</summary>
    /// <param name="windows">Windows of <see cref="SegmentationConfig.WindowSamples"/>; at least 1.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>Shape (windows, frames, classes). Powerset: log-probabilities of the sets of speakers by size, beginning with the empty
    /// set. Multi-label: one probability per speaker.</returns>
    float[] Run(WindowedAudio windows, CancellationToken cancellationToken);
}
