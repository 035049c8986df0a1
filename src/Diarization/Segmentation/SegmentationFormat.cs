namespace Speech.Diarization.Segmentation;

/// <summary>Shape of a segmentation network's input and output. The defaults are those of <c>pyannote/segmentation-3.0</c>.</summary>
public sealed record SegmentationFormat
{
    /// <summary>Samples per second. Default 16000.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>Samples per window. Default 160000: 10 s.</summary>
    public int WindowSamples { get; init; } = 160000;

    /// <summary>Frames per window. Default 589.</summary>
    public int Frames { get; init; } = 589;

    /// <summary>Samples from one frame to the next. Default 270.</summary>
    public int FrameStepSamples { get; init; } = 270;

    /// <summary>Samples in the receptive field of a frame. Default 991.</summary>
    public int FrameSamples { get; init; } = 991;

    /// <summary>Speakers per window, 1 to 8. Default 3.</summary>
    public int Speakers { get; init; } = 3;

    /// <summary>The maximum number of simultaneous speakers, 1 to <see cref="Speakers"/>. Default 2.</summary>
    public int MaxSimultaneousSpeakers { get; init; } = 2;
}
