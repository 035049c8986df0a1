namespace Speech.Diarization.Checkpoints;

/// <summary>A pipeline of pyannote as its <c>config.yaml</c> describes it.</summary>
public sealed record PipelineConfig
{
    /// <summary>The file that describes a pipeline.</summary>
    public const string FileName = "config.yaml";

    private const string Own = "$model/";

    /// <summary>The segmentation network: a name on the Hub (perhaps with <c>@revision</c>), a folder, or <c>$model/folder</c> within the pipeline's own.</summary>
    public required string Segmentation { get; init; }

    /// <summary>The embedding network, named likewise.</summary>
    public required string Embedding { get; init; }

    /// <summary>The PLDA model, named likewise; null where the clustering needs none.</summary>
    public string? Plda { get; init; }

    /// <summary>How speakers are found.</summary>
    public ClusteringKind Clustering { get; init; }

    /// <summary>Distance at which the agglomerative clustering stops: of unit vectors, 0 to 2. For variational Bayes, that of the first guess. Default as the clustering's own: 0.7045654963945799 or 0.6.</summary>
    public double ClusteringThreshold { get; init; }

    /// <summary>Clusters of fewer embeddings are given to larger ones; agglomerative only. 1 or more. Default 12.</summary>
    public int MinClusterSize { get; init; } = 12;

    /// <summary>Weight of the evidence; variational Bayes only. Default 0.07.</summary>
    public double Fa { get; init; } = 0.07;

    /// <summary>Reluctance to use another speaker; variational Bayes only. Default 0.8.</summary>
    public double Fb { get; init; } = 0.8;

    /// <summary>See <see cref="VbxOptions.ConstrainedAssignment"/>. A key of our own, <c>speech.constrained_assignment</c>, which pyannote reads past: to it this is fixed. Default true.</summary>
    public bool ConstrainedAssignment { get; init; } = true;

    /// <summary>Pauses of a speaker, in seconds, that are shorter than this are bridged. Default 0.</summary>
    public double MinDurationOff { get; init; }

    /// <summary>Whether embeddings leave out where several speak, if enough remains. Default false, as in the reference; the published pipelines set it.</summary>
    public bool ExcludeOverlap { get; init; }

    /// <summary>The release the pipeline was made for, as <c>version</c> or <c>dependencies</c> name it; null where neither does.</summary>
    public string? Version { get; init; }

    /// <summary>Which voices make the clusters: what the release that it was made for does; up to 3.x where none is named.</summary>
    public EmbeddingFilter Filter => int.TryParse(Version?.Split('.')[0], out var release) && release >= 4 ? EmbeddingFilter.MostlyAlone : EmbeddingFilter.Active;

    /// <summary>Reads a pipeline's <c>config.yaml</c>.</summary>
    /// <param name="folder">The pipeline's folder.</param>
    /// <exception cref="DiarizationModelException">The file is missing, malformed, or describes no such pipeline.</exception>
    public static PipelineConfig Read(string folder)
    {
        var root = PlainTree.Of(YamlFile.Read(folder, FileName), FileName);
        if (!root.Exists) throw new DiarizationModelException("The diarization model has no config.yaml: it is no pipeline in pyannote's layout.");
        if (root["pipeline"]["name"].Text() is not { } name || !name.EndsWith(".SpeakerDiarization", StringComparison.Ordinal))
            throw new DiarizationModelException($"{FileName}: pipeline.name must be that of a SpeakerDiarization pipeline.");
        var kind = KindOf(root["pipeline"]["params"]["clustering"]);
        if (root["params"]["clustering"]["method"] is var method && method.Text() is not (null or "centroid")) throw method.Fault("must be centroid");
        return new PipelineConfig
        {
            Segmentation = Model(root, "segmentation") ?? throw new DiarizationModelException($"{FileName}: pipeline.params.segmentation is missing."),
            Embedding = Model(root, "embedding") ?? throw new DiarizationModelException($"{FileName}: pipeline.params.embedding is missing."),
            Plda = Model(root, "plda") ?? (kind == ClusteringKind.VariationalBayes ? throw new DiarizationModelException($"{FileName}: pipeline.params.plda is missing.") : null),
            Clustering = kind,
            ClusteringThreshold = root["params"]["clustering"]["threshold"].Number(0, 2) ?? (kind == ClusteringKind.Agglomerative ? 0.7045654963945799 : 0.6),
            MinClusterSize = root["params"]["clustering"]["min_cluster_size"].Integer(1, 1_000_000) ?? 12,
            Fa = root["params"]["clustering"]["Fa"].Number(1e-6, 1e6) ?? 0.07,
            Fb = root["params"]["clustering"]["Fb"].Number(1e-6, 1e6) ?? 0.8,
            ConstrainedAssignment = root["speech"]["constrained_assignment"].Truth() ?? true,
            MinDurationOff = root["params"]["segmentation"]["min_duration_off"].Number(0, 3600) ?? 0,
            ExcludeOverlap = root["pipeline"]["params"]["embedding_exclude_overlap"].Truth() ?? false,
            Version = root["version"].Text() ?? root["dependencies"]["pyannote.audio"].Text(),
        };
    }

    /// <summary>The folder of a model that lies within the pipeline's own; null where the model is named otherwise.</summary>
    /// <param name="model">One of the three names of this record.</param>
    /// <param name="folder">The pipeline's folder.</param>
    /// <exception cref="DiarizationModelException">The name leads out of the folder.</exception>
    public static string? OwnFolder(string model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.StartsWith(Own, StringComparison.Ordinal)) return null;
        var parts = model[Own.Length..].Split('/');
        return parts.All(part => part is not ("" or "." or "..") && !part.Contains('\\', StringComparison.Ordinal)) ? Path.Combine([folder, .. parts])
            : throw new DiarizationModelException($"{FileName}: '{model}' leads out of the pipeline's folder.");
    }

    private static string? Model(PlainTree root, string name) => root["pipeline"]["params"][name].Text();

    private static ClusteringKind KindOf(PlainTree clustering) => clustering.Text() switch
    {
        "AgglomerativeClustering" => ClusteringKind.Agglomerative,
        "VBxClustering" => ClusteringKind.VariationalBayes,
        _ => throw clustering.Fault("must be AgglomerativeClustering or VBxClustering"),
    };
}
