using Speech.Audio;
using Speech.Diarization.Reconstruction;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Annotations;

/// <summary>Detects speech while audio is still arriving: a frame is final once all windows that contain it are segmented.</summary>
/// <param name="grid">Maps windows and frames to the time axis.</param>
internal sealed class SpeechActivityTracker(FrameGrid grid)
{
    private int _finalFrames;

    /// <summary>Whether all frames are final.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Returns the speech in the frames that have become final since the last call.</summary>
    /// <param name="segmentation">All windows so far.</param>
    /// <param name="isComplete">Whether these are all windows of the audio.</param>
    /// <param name="seconds">Seconds of audio so far.</param>
    /// <returns>The regions, and the time in seconds up to which speech activity is final: infinity once the audio has ended.</returns>
    public (List<SpeechRegion> Speech, double DecidedSeconds) Advance(BinarizedSegmentation segmentation, bool isComplete, double seconds)
    {
        IsComplete = isComplete;
        var from = _finalFrames;
        if (segmentation.Windows > 0)
            _finalFrames = isComplete ? grid.CountFrames(segmentation.Windows) : grid.FirstFrameOf(segmentation.Windows);
        var counts = SpeakerCounter.CountRange(segmentation, grid, from, _finalFrames);
        return (SpeechRegionBuilder.Build(counts, from, grid, seconds), isComplete ? double.PositiveInfinity : grid.MiddleOf(_finalFrames));
    }
}
