namespace Speech.Diarization;

/// <summary>A network that hears a window of audio and tells in which frames which of its speakers are active.</summary>
public interface ISegmentationModel
{
    /// <summary>What the network takes and gives.</summary>
    SegmentationFormat Format { get; }

    /// <summary>Runs the network.</summary>
    /// <param name="windows">Windows of <see cref="SegmentationFormat.WindowSamples"/>; at least 1.</param>
    /// <param name="cancellationToken">May end the run.</param>
    /// <returns>Log-probabilities of the sets of speakers, shape (windows, frames, classes): sets of one size after the other, from the empty one.</returns>
    float[] Run(WindowedAudio windows, CancellationToken cancellationToken);
}

/// <summary>What a segmentation network takes and gives. The defaults are those of <c>pyannote/segmentation-3.0</c>.</summary>
public sealed record SegmentationFormat
{
    /// <summary>Samples per second; default 16000.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>Samples of a window; default 160000, which is 10 s.</summary>
    public int WindowSamples { get; init; } = 160000;

    /// <summary>Frames that the network makes of a window; default 589.</summary>
    public int Frames { get; init; } = 589;

    /// <summary>Samples from frame to frame; default 270.</summary>
    public int FrameStepSamples { get; init; } = 270;

    /// <summary>Samples that a frame hears; default 991.</summary>
    public int FrameSamples { get; init; } = 991;

    /// <summary>Speakers that a window can tell apart, 1 to 8; default 3.</summary>
    public int Speakers { get; init; } = 3;

    /// <summary>Speakers that can be active at once, at most <see cref="Speakers"/>; default 2.</summary>
    public int SpeakersAtOnce { get; init; } = 2;
}
