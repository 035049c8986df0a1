using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Diarization.Checkpoints;
using Speech.Diarization.Clustering;

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

    /// <summary>The clustering method.</summary>
    public ClusteringKind Clustering { get; init; }

    /// <summary>Distance at which the (for VBx: initial) agglomerative clustering stops: of unit
    /// vectors, 0 to 2. Default 0.7045654963945799, for VBx 0.6.</summary>
    public double ClusteringThreshold { get; init; }

    /// <summary>Cosine similarity of embeddings above which they count as the same known speaker, -1 to 1. Read from
    /// <c>speech.known_speaker_similarity</c>, an extension that pyannote ignores. Default null.</summary>
    public double? KnownSpeakerSimilarity { get; init; }

    /// <summary>Clusters with fewer embeddings are merged into larger ones;
    /// agglomerative clustering only. At least 1. Default 12.</summary>
    public int MinClusterSize { get; init; } = 12;

    /// <summary>See <see cref="VbxOptions.Fa"/>. Default 0.07.</summary>
    public double Fa { get; init; } = 0.07;

    /// <summary>See <see cref="VbxOptions.Fb"/>. Default 0.8.</summary>
    public double Fb { get; init; } = 0.8;

    /// <summary>See <see cref="VbxOptions.ConstrainedAssignment"/>. Read from
    /// <c>speech.constrained_assignment</c>, an extension that pyannote ignores. Default true.</summary>
    public bool ConstrainedAssignment { get; init; } = true;

    /// <summary>See <see cref="DiarizationOptions.ResegmentationWeight"/>: 0 to 1000. Read from <c>speech.resegmentation_weight</c>, an
    /// extension that pyannote ignores. Default 0.</summary>
    public double ResegmentationWeight { get; init; }

    /// <summary>Step from window to window as a fraction of the window length, 0.01 to 1: pyannote's <c>segmentation_step</c>. Default
    /// 0.1.</summary>
    public double SegmentationStep { get; init; } = 0.1;

    /// <summary>Probability above which a speaker is active, for a segmentation network with multi-label output, as in
    /// speaker-diarization@2.1: 0 to 1. Default 0.5.</summary>
    public double SegmentationThreshold { get; init; } = 0.5;

    /// <summary>Shorter gaps between turns of one speaker are filled: seconds. Default 0.</summary>
    public double MinDurationOff { get; init; }

    /// <summary>Whether embeddings exclude overlapped speech. Default false, as in pyannote; the published pipelines set it.</summary>
    public bool ExcludeOverlap { get; init; }

    /// <summary>The pyannote.audio release of the pipeline, from <c>version</c> or
    /// <c>dependencies</c>; null if neither names one.</summary>
    public string? Version { get; init; }

    /// <summary>The embeddings that are clustered, which depends on the release; without a <see cref="Version"/> as in 3.x.</summary>
    public EmbeddingFilter Filter
        => int.TryParse(Version?.Split('.')[0], out var major) && major >= 4
            ? EmbeddingFilter.MostlyNonOverlapping : EmbeddingFilter.Active;

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
        var kind = KindOf(pipeline["clustering"]);
        var method = parameters["clustering"]["method"];
        if (method.GetString() is not (null or "centroid")) throw method.Invalid("must be centroid");
        return new PipelineConfig
        {
            Segmentation = Require(pipeline["segmentation"]),
            Embedding = Require(pipeline["embedding"]),
            Plda = kind == ClusteringKind.Vbx ? Require(pipeline["plda"]) : pipeline["plda"].GetString(),
            Clustering = kind,
            ClusteringThreshold = parameters["clustering"]["threshold"].GetDouble(0, 2)
                ?? (kind == ClusteringKind.Agglomerative ? 0.7045654963945799 : 0.6),
            KnownSpeakerSimilarity = root["speech"]["known_speaker_similarity"].GetDouble(-1, 1),
            MinClusterSize = parameters["clustering"]["min_cluster_size"].GetInt32(1, 1_000_000) ?? 12,
            Fa = parameters["clustering"]["Fa"].GetDouble(1e-6, 1e6) ?? 0.07,
            Fb = parameters["clustering"]["Fb"].GetDouble(1e-6, 1e6) ?? 0.8,
            ConstrainedAssignment = root["speech"]["constrained_assignment"].GetBoolean() ?? true,
            ResegmentationWeight = root["speech"]["resegmentation_weight"].GetDouble(0, 1000) ?? 0,
            SegmentationStep = pipeline["segmentation_step"].GetDouble(0.01, 1) ?? 0.1,
            SegmentationThreshold = parameters["segmentation"]["threshold"].GetDouble(0, 1) ?? 0.5,
            MinDurationOff = parameters["segmentation"]["min_duration_off"].GetDouble(0, 3600) ?? 0,
            ExcludeOverlap = pipeline["embedding_exclude_overlap"].GetBoolean() ?? false,
            Version = root["version"].GetString() ?? root["dependencies"]["pyannote.audio"].GetString(),
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

    /// <summary>Converts the configuration to pipeline parameters.</summary>
    /// <param name="plda">Folder of the PLDA model; null if the clustering needs none.</param>
    /// <exception cref="DiarizationModelException">The PLDA model is missing or malformed.</exception>
    /// <exception cref="CheckpointException">The PLDA model cannot be read.</exception>
    internal DiarizationOptions ToOptions(string? plda) => new(Clustering switch
    {
        ClusteringKind.Agglomerative => new AgglomerativeOptions
        {
            Threshold = ClusteringThreshold,
            MinClusterSize = MinClusterSize,
            Filter = Filter,
        },
        _ => new VbxOptions(PldaFiles.Read(plda ?? throw new DiarizationModelException($"{FileName}: pipeline.params.plda is missing.")))
        {
            Threshold = ClusteringThreshold,
            Fa = Fa,
            Fb = Fb,
            ConstrainedAssignment = ConstrainedAssignment,
        },
    })
    {
        WindowStep = SegmentationStep,
        ResegmentationWeight = ResegmentationWeight,
        SegmentationThreshold = SegmentationThreshold,
        MinDurationOff = MinDurationOff,
        ExcludeOverlap = ExcludeOverlap,
    };

    private static string Require(ConfigNode node) => node.GetString() ?? throw node.Invalid("is missing");

    private static ClusteringKind KindOf(ConfigNode clustering) => clustering.GetString() switch
    {
        "AgglomerativeClustering" => ClusteringKind.Agglomerative,
        "VBxClustering" => ClusteringKind.Vbx,
        _ => throw clustering.Invalid("must be AgglomerativeClustering or VBxClustering"),
    };
}
