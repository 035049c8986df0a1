using Speech.Diarization.Checkpoints;
using Speech.Diarization.VoiceActivity;

namespace Speech.Diarization;

/// <summary>A pyannote voice activity detection pipeline as described by its <c>config.yaml</c>.</summary>
public sealed record VoiceActivityConfig
{
    private const string FileName = PipelineConfig.FileName;

    /// <summary>The segmentation network: a name on the Hub, optionally with <c>@revision</c>, a
    /// folder, or <c>$model/folder</c> in the pipeline's folder.</summary>
    public required string Segmentation { get; init; }

    /// <summary>The hyper-parameters.</summary>
    public VoiceActivityOptions Options { get; init; } = new();

    /// <summary>Reads the <c>config.yaml</c> of a pipeline.</summary>
    /// <param name="folder">The pipeline's folder.</param>
    /// <exception cref="DiarizationModelException">The file is missing, malformed, or does not describe a supported pipeline.</exception>
    public static VoiceActivityConfig Read(string folder)
    {
        var root = ConfigNode.Root(YamlFile.Read(folder, FileName), FileName);
        if (!root.Exists) throw new DiarizationModelException("The model has no config.yaml: it is not a pyannote pipeline.");
        var (name, segmentation) = (root["pipeline"]["name"], root["pipeline"]["params"]["segmentation"]);
        if (name.GetString()?.EndsWith(".VoiceActivityDetection", StringComparison.Ordinal) != true)
            throw name.Invalid("must be that of a VoiceActivityDetection pipeline");
        var (parameters, defaults) = (root["params"], new VoiceActivityOptions());
        return new VoiceActivityConfig
        {
            Segmentation = segmentation.GetString() ?? throw segmentation.Invalid("is missing"),
            Options = new()
            {
                Onset = parameters["onset"].GetDouble(0, 1) ?? defaults.Onset,
                Offset = parameters["offset"].GetDouble(0, 1) ?? defaults.Offset,
                MinDurationOn = parameters["min_duration_on"].GetDouble(0, 3600) ?? defaults.MinDurationOn,
                MinDurationOff = parameters["min_duration_off"].GetDouble(0, 3600) ?? defaults.MinDurationOff,
            },
        };
    }
}
