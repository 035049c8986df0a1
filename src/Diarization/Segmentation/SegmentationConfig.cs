using Speech.Diarization.Checkpoints;

namespace Speech.Diarization.Segmentation;

/// <summary>What a segmentation network was made for; the sizes of its layers are those of its tensors.</summary>
public sealed record SegmentationConfig
{
    /// <summary>Samples per second that it takes.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Seconds of audio in one pass. Default 10.</summary>
    public double Duration { get; init; } = 10;

    /// <summary>Speakers it tells apart in one pass. Default 3.</summary>
    public int Speakers { get; init; } = 3;

    /// <summary>How many of them may speak at once. Default 2.</summary>
    public int SpeakersAtOnce { get; init; } = 2;

    /// <summary>Where its frames lie.</summary>
    public FrameGeometry Geometry { get; init; } = new(10);

    /// <summary>Samples of one pass.</summary>
    public int WindowSamples => (int)Math.Round(Duration * SampleRate, MidpointRounding.ToEven);

    /// <summary>Frames of one pass.</summary>
    public int WindowFrames => Geometry.Frames(WindowSamples);

    /// <summary>Classes of the powerset: every set of at most <see cref="SpeakersAtOnce"/> speakers, the empty one among them.</summary>
    public int Classes
    {
        get
        {
            var (sets, sum) = (1, 1);
            for (var size = 1; size <= SpeakersAtOnce; size++) sum += sets = sets * (Speakers - size + 1) / size;
            return sum;
        }
    }

    /// <summary>Reads the settings beside a checkpoint: those in the pickle where they are, those of <c>config.yaml</c> otherwise.</summary>
    /// <exception cref="DiarizationModelException">They are not those of a powerset network for 16 kHz.</exception>
    internal static SegmentationConfig Read(ModelSettings settings)
    {
        var (parameters, model, task) = (settings.Pickle["hyper_parameters"], settings.Yaml["model"], settings.Yaml["task"]);
        var specification = settings.Pickle["pyannote.audio"]["specifications"];
        foreach (var rate in new[] { parameters["sample_rate"], model["sample_rate"] })
            if (rate.Integer(1, 1_000_000) is { } hertz && hertz != SampleRate) throw rate.Fault($"must be {SampleRate}");
        var speakers = specification["classes"].Count() ?? task["max_speakers_per_chunk"].Integer(1, MaxSpeakers) ?? 3;
        var atOnce = specification["powerset_max_classes"];
        if (specification.Exists && !atOnce.Exists) throw atOnce.Fault("is missing: a network without a powerset is not read");
        if (speakers is < 1 or > MaxSpeakers) throw specification["classes"].Fault($"must be 1 to {MaxSpeakers}");
        return new SegmentationConfig
        {
            Duration = specification["duration"].Number(1, 60) ?? task["duration"].Number(1, 60) ?? 10,
            Speakers = speakers,
            SpeakersAtOnce = atOnce.Integer(1, speakers) ?? task["max_speakers_per_frame"].Integer(1, speakers) ?? Math.Min(2, speakers),
            Geometry = new FrameGeometry(parameters["sincnet"]["stride"].Integer(1, 250) ?? model["sincnet"]["stride"].Integer(1, 250) ?? 10),
        };
    }

    private const int MaxSpeakers = 20;
}
