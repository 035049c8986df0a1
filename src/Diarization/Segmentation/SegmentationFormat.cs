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

    /// <summary>The maximum number of simultaneous speakers of a powerset output, 1 to <see cref="Speakers"/>; null for a multi-label
    /// output, which has one probability per speaker. Default 2.</summary>
    public int? MaxSimultaneousSpeakers { get; init; } = 2;

    /// <summary>Samples from the start of one window to the start of the next.</summary>
    /// <param name="fraction">The step as a fraction of the window length.</param>
    internal int WindowStep(double fraction) => Math.Max(1, (int)Math.Round(fraction * WindowSamples));

    /// <summary>Creates the map of windows and frames to the time axis.</summary>
    /// <param name="step">Samples from the start of one window to the start of the next.</param>
    internal FrameGrid CreateGrid(int step)
    {
        double rate = SampleRate;
        return new(WindowSamples / rate, step / rate, FrameStepSamples / rate, FrameSamples / rate);
    }

    /// <summary>Creates the decoder of the scores.</summary>
    /// <param name="threshold">Probability above which a speaker is active, 0 to 1; multi-label output only.</param>
    internal ISpeakerEncoding CreateEncoding(double threshold)
        => MaxSimultaneousSpeakers is { } max ? new Powerset(Speakers, max) : new Multilabel(Speakers, threshold);
}
