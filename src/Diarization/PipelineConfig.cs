using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Clustering;
using Speech.Diarization.Loading;

namespace Speech.Diarization;

/// <summary>A pyannote speaker diarization pipeline as described by its <c>config.yaml</c>.</summary>
public sealed record PipelineConfig
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "config.yaml";

    private const string LocalPrefix = "$model/";
    private static readonly string[] WeightExtensions = [".bin", ".ckpt", ".safetensors"];

    /// <summary>The segmentation network: a name on the Hub, optionally with <c>@revision</c>, a
    /// folder, <c>$model/folder</c> in the pipeline's folder, or a file or folder relative to that.</summary>
    public required string Segmentation { get; init; }

    /// <summary>The embedding network, named in the same way.</summary>
    public required string Embedding { get; init; }

    /// <summary>The PLDA model, named in the same way; null if the clustering needs none.</summary>
    public string? Plda { get; init; }

    /// <summary>Cosine similarity of embeddings above which they count as the same known speaker, -1 to 1. Read from
    /// <c>speech.known_speaker_similarity</c>, an extension that pyannote ignores. Default null.</summary>
    public double? KnownSpeakerSimilarity { get; init; }

    /// <summary>The hyper-parameters: with VBx, without the PLDA model.</summary>
    internal DiarizationOptions Options { get; init; } = new(new AgglomerativeOptions());

    /// <summary>Reads the <c>config.yaml</c> of a pipeline.</summary>
    /// <param name="folder">The pipeline's folder.</param>
    /// <exception cref="DiarizationModelException">The file is missing, malformed, or does not describe a supported pipeline.</exception>
    public static PipelineConfig Read(string folder)
    {
        var root = ConfigNode.Root(YamlFile.Read(folder, FileName), FileName);
        if (!root.Exists) throw new DiarizationModelException("The diarization model has no config.yaml: it is not a pyannote pipeline.");
        var (pipeline, parameters) = (root["pipeline"]["params"], root["params"]);
        if (root["pipeline"]["name"].GetString() is not { } name || !name.EndsWith(".SpeakerDiarization", StringComparison.Ordinal))
            throw root["pipeline"]["name"].Invalid("must be that of a SpeakerDiarization pipeline");
        var isVbx = IsVbx(pipeline["clustering"]);
        var method = parameters["clustering"]["method"];
        if (method.GetString() is not (null or "centroid")) throw method.Invalid("must be centroid");
        return new PipelineConfig
        {
            Segmentation = Require(pipeline["segmentation"]),
            Embedding = Require(pipeline["embedding"]),
            Plda = isVbx ? Require(pipeline["plda"]) : pipeline["plda"].GetString(),
            KnownSpeakerSimilarity = root["speech"]["known_speaker_similarity"].GetDouble(-1, 1),
            Options = ReadOptions(root, isVbx),
        };
    }

    /// <summary>Checks that the embedding network is of a supported kind, as far as its name says: pyannote names the toolkit of
    /// others in the same way.</summary>
    /// <exception cref="DiarizationModelException">It is not supported.</exception>
    public void RequireSupportedEmbedding()
    {
        string[] toolkits = ["speechbrain", "nvidia"];
        if (Array.Exists(toolkits, toolkit => Embedding.StartsWith($"{toolkit}/", StringComparison.OrdinalIgnoreCase)))
            throw new DiarizationModelException($"{FileName}: the embedding network '{Embedding}' is not supported: SpeechBrain and NeMo "
                + "networks cannot be read. Set pipeline.params.embedding to pyannote/wespeaker-voxceleb-resnet34-LM, for example.");
    }

    /// <summary>Resolves the name of a model within the pipeline's folder; null if the model is elsewhere.</summary>
    /// <param name="model"><see cref="Segmentation"/>, <see cref="Embedding"/> or <see cref="Plda"/>.</param>
    /// <param name="folder">The pipeline's folder.</param>
    /// <exception cref="DiarizationModelException">The name leads out of the folder.</exception>
    public static string? LocalFolder(string model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.StartsWith(LocalPrefix, StringComparison.Ordinal)) return FindOffline(model, folder);
        var parts = model[LocalPrefix.Length..].Split('/');
        return IsInside(parts)
            ? Path.Combine([folder, .. parts])
            : throw new DiarizationModelException($"{FileName}: '{model}' leads out of the pipeline's folder.");
    }

    /// <summary>The part of a pipeline that was saved for use without a network: a file with weights, or a folder, relative to the
    /// pipeline's; null for any other name.</summary>
    private static string? FindOffline(string model, string folder)
    {
        var isFile = WeightExtensions.Contains(Path.GetExtension(model));
        if (isFile && Path.IsPathRooted(model) && File.Exists(model)) return model;
        var parts = model.Split('/').SkipWhile(part => part is ".").ToArray();
        var path = IsInside(parts) && !Path.IsPathRooted(model) ? Path.Combine([folder, .. parts]) : null;
        if (path is not null && (isFile ? File.Exists(path) : Directory.Exists(path))) return path;
        return isFile
            ? throw new DiarizationModelException(
                $"{FileName}: '{(Path.IsPathRooted(model) ? Path.GetFileName(model) : model)}' does not exist; it must be a full path or "
                + $"relative to {FileName}.")
            : null;
    }

    private static bool IsInside(string[] parts)
        => parts.Length > 0 && parts.All(part => part is not ("" or "." or "..") && !part.Contains('\\', StringComparison.Ordinal));

    /// <summary>The hyper-parameters with the PLDA model.</summary>
    /// <param name="plda">Folder of the PLDA model; null if the clustering needs none.</param>
    /// <exception cref="DiarizationModelException">The PLDA model is missing or malformed.</exception>
    /// <exception cref="CheckpointException">The PLDA model cannot be read.</exception>
    internal DiarizationOptions ToOptions(string? plda)
    {
        if (Options.Clustering is not VbxOptions vbx) return Options;
        if (plda is null) throw new DiarizationModelException($"{FileName}: pipeline.params.plda is missing.");
        return Options with { Clustering = vbx with { Plda = PldaFiles.Read(plda) } };
    }

    // Those in "speech" are extensions, which pyannote ignores.
    private static DiarizationOptions ReadOptions(ConfigNode root, bool isVbx)
    {
        var (pipeline, speech) = (root["pipeline"]["params"], root["speech"]);
        var (clustering, segmentation) = (root["params"]["clustering"], root["params"]["segmentation"]);
        var version = root["version"].GetString() ?? root["dependencies"]["pyannote.audio"].GetString();
        var threshold = clustering["threshold"].GetDouble(DiarizationRanges.ClusteringThreshold);
        // Both, so that no value out of range passes, needed or not.
        var (agglomerative, vbx) = (new AgglomerativeOptions(), new VbxOptions());
        agglomerative = new()
        {
            Threshold = threshold ?? agglomerative.Threshold,
            MinClusterSize = clustering["min_cluster_size"].GetInt32(DiarizationRanges.MinClusterSize) ?? agglomerative.MinClusterSize,
            Filter = FilterOf(version),
        };
        vbx = new()
        {
            Threshold = threshold ?? vbx.Threshold,
            Fa = clustering["Fa"].GetDouble(DiarizationRanges.VbxFactor) ?? vbx.Fa,
            Fb = clustering["Fb"].GetDouble(DiarizationRanges.VbxFactor) ?? vbx.Fb,
            ConstrainedAssignment = speech["constrained_assignment"].GetBoolean() ?? vbx.ConstrainedAssignment,
        };
        var defaults = new DiarizationOptions(isVbx ? vbx : agglomerative);
        return defaults with
        {
            ResegmentationWeight = speech["resegmentation_weight"].GetDouble(DiarizationRanges.ResegmentationWeight)
                ?? defaults.ResegmentationWeight,
            WindowStep = pipeline["segmentation_step"].GetDouble(DiarizationRanges.WindowStep) ?? defaults.WindowStep,
            SegmentationThreshold = segmentation["threshold"].GetDouble(DiarizationRanges.SegmentationThreshold)
                ?? defaults.SegmentationThreshold,
            MinDurationOff = segmentation["min_duration_off"].GetDouble(DiarizationRanges.MinDurationOff) ?? defaults.MinDurationOff,
            // As in pyannote; the published pipelines set it.
            ExcludeOverlap = pipeline["embedding_exclude_overlap"].GetBoolean() ?? false,
        };
    }

    /// <summary>The embeddings that are clustered by a release of pyannote.audio; null: as by 3.x.</summary>
    private static EmbeddingFilter FilterOf(string? version)
        => int.TryParse(version?.Split('.')[0], out var major) && major >= 4
            ? EmbeddingFilter.MostlyNonOverlapping : EmbeddingFilter.Active;

    private static string Require(ConfigNode node) => node.GetString() ?? throw node.Invalid("is missing");

    private static bool IsVbx(ConfigNode clustering) => clustering.GetString() switch
    {
        "AgglomerativeClustering" => false,
        "VBxClustering" => true,
        _ => throw clustering.Invalid("must be AgglomerativeClustering or VBxClustering"),
    };
}
