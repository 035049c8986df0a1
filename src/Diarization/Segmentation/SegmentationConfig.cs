using Speech.Audio;
using Speech.Diarization.Loading;

namespace Speech.Diarization.Segmentation;

/// <summary>Hyper-parameters of a segmentation network, and the shape of its input and output. The defaults are those of
/// <c>pyannote/segmentation-3.0</c>. Layer sizes are taken from the tensors.</summary>
internal sealed record SegmentationConfig
{
    private const int MaxSpeakers = 20;

    /// <summary>Window length in seconds. Default 10.</summary>
    public double Duration { get; init; } = 10;

    /// <summary>Speakers per window. Default 3.</summary>
    public int Speakers { get; init; } = 3;

    /// <summary>The maximum number of simultaneous speakers of a powerset output; null for a multi-label output. Default 2.</summary>
    public int? MaxSimultaneousSpeakers { get; init; } = 2;

    /// <summary>Whether the output has one probability per speaker instead of powerset classes, as in the networks of 2022.</summary>
    public bool IsMultilabel => MaxSimultaneousSpeakers is null;

    /// <summary>Receptive field of the frames. The default has a stride of 10.</summary>
    public ReceptiveField ReceptiveField { get; init; } = new(10);

    /// <summary>Samples per window.</summary>
    public int WindowSamples => (int)Math.Round(Duration * AudioDecoder.SampleRate, MidpointRounding.ToEven);

    /// <summary>Frames per window.</summary>
    public int WindowFrames => ReceptiveField.CountFrames(WindowSamples);

    /// <summary>Scores per frame. Powerset: one for each set of at most <see cref="MaxSimultaneousSpeakers"/> speakers, including the
    /// empty set. Multi-label: one per speaker.</summary>
    public int Classes
    {
        get
        {
            if (IsMultilabel) return Speakers;
            var (sets, sum) = (1, 1);
            for (var size = 1; size <= MaxSimultaneousSpeakers; size++) sum += sets = sets * (Speakers - size + 1) / size;
            return sum;
        }
    }

    /// <summary>Samples from the start of one window to the start of the next.</summary>
    /// <param name="fraction">The step as a fraction of the window length.</param>
    public int WindowStep(double fraction) => Math.Max(1, (int)Math.Round(fraction * WindowSamples));

    /// <summary>Creates the map of windows and frames to the time axis.</summary>
    /// <param name="step">Samples from the start of one window to the start of the next.</param>
    public FrameGrid CreateGrid(int step)
    {
        const double rate = AudioDecoder.SampleRate;
        return new(WindowSamples / rate, step / rate, ReceptiveField.Step / rate, ReceptiveField.Size / rate);
    }

    /// <summary>Creates the decoder of the scores.</summary>
    /// <param name="threshold">Probability above which a speaker is active, 0 to 1; multi-label output only.</param>
    public ISpeakerEncoding CreateEncoding(double threshold)
        => MaxSimultaneousSpeakers is { } max ? new Powerset(Speakers, max) : new Multilabel(Speakers, threshold);

    /// <summary>Reads the hyper-parameters: from the pickled checkpoint where it has them, otherwise from <c>config.yaml</c>.</summary>
    /// <exception cref="DiarizationModelException">They are not those of a segmentation network for 16 kHz.</exception>
    public static SegmentationConfig Read(CheckpointMetadata metadata)
    {
        var (parameters, model, task) = (metadata.Pickle["hyper_parameters"], metadata.Yaml["model"], metadata.Yaml["task"]);
        var specification = metadata.Pickle["pyannote.audio"]["specifications"];
        foreach (var rate in new[] { parameters["sample_rate"], model["sample_rate"] })
            if (rate.GetInt32(1, 1_000_000) is not (null or AudioDecoder.SampleRate))
                throw rate.Invalid($"must be {AudioDecoder.SampleRate}");
        var speakers = specification["classes"].GetCount() ?? task["max_speakers_per_chunk"].GetInt32(1, MaxSpeakers) ?? 3;
        if (specification.Exists && !specification["classes"].Exists)
            throw specification["classes"].Invalid("is missing: this is not a segmentation network");
        if (speakers is < 1 or > MaxSpeakers) throw specification["classes"].Invalid($"must have 1 to {MaxSpeakers} elements");
        return new SegmentationConfig
        {
            Duration = specification["duration"].GetDouble(1, 60) ?? task["duration"].GetDouble(1, 60) ?? 10,
            Speakers = speakers,
            MaxSimultaneousSpeakers = ReadMaxSimultaneous(specification, task, speakers),
            ReceptiveField = new ReceptiveField(
                parameters["sincnet"]["stride"].GetInt32(1, 250) ?? model["sincnet"]["stride"].GetInt32(1, 250) ?? 10),
        };
    }

    /// <summary>The maximum number of simultaneous speakers; null for a multi-label output, which has no such limit.</summary>
    private static int? ReadMaxSimultaneous(ConfigNode specification, ConfigNode task, int speakers)
    {
        if (specification.Exists) return specification["powerset_max_classes"].GetInt32(1, speakers);
        // pyannote.audio.tasks.Segmentation was replaced by SpeakerDiarization when powerset output was introduced.
        if (task["_target_"].GetString()?.EndsWith(".Segmentation", StringComparison.Ordinal) == true) return null;
        return task["max_speakers_per_frame"].GetInt32(1, speakers) ?? Math.Min(2, speakers);
    }
}
