using Speech.Audio.Windows;

namespace Speech.Diarization.Segmentation;

/// <summary>A speaker segmentation network with powerset output.</summary>
public interface ISegmentationModel
{
    /// <summary>Shape of the network's input and output.</summary>
    SegmentationFormat Format { get; }

    /// <summary>Computes the segmentation scores.</summary>
    /// <param name="windows">Windows of <see cref="SegmentationFormat.WindowSamples"/>; at least 1.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>Log-probabilities, shape (windows, frames, classes): the powerset classes by size, beginning with the empty set.</returns>
    float[] Run(WindowedAudio windows, CancellationToken cancellationToken);
}
