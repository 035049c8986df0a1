using Speech.Diarization.Clustering;
using Speech.Diarization.Loading;
using Speech.Diarization.Tests.Networks;

namespace Speech.Diarization.Tests;

public sealed class PipelineConfigTests
{
    private const string Name = "pipeline:\n  name: x.SpeakerDiarization\n";
    private const string Params = "  params: {segmentation: a, embedding: b, clustering: AgglomerativeClustering}";
    private const string Agglomerative = Name + Params;

    [Fact]
    public void Reads_speaker_diarization_3_1() => Assert.Equal(new PipelineConfig
    {
        Segmentation = "pyannote/segmentation-3.0",
        Embedding = "pyannote/wespeaker-voxceleb-resnet34-LM",
        Options = new(new AgglomerativeOptions { Threshold = 0.7045654963945799, MinClusterSize = 12 }) { ExcludeOverlap = true },
    }, PipelineConfig.Read(NetworkGolden.Checkpoint("speaker-diarization-3.1")));

    [Fact]
    public void Reads_speaker_diarization_community_1() => Assert.Equal(new PipelineConfig
    {
        Segmentation = "$model/segmentation",
        Embedding = "$model/embedding",
        Plda = "$model/plda",
        Options = new(new VbxOptions { Threshold = 0.6, Fa = 0.07, Fb = 0.8 }) { ExcludeOverlap = true },
    }, PipelineConfig.Read(NetworkGolden.Checkpoint("speaker-diarization-community-1")));

    [Fact]
    public void Reads_speaker_diarization_2_1() => Assert.Equal(new PipelineConfig
    {
        Segmentation = "pyannote/segmentation@2022.07",
        Embedding = "speechbrain/spkrec-ecapa-voxceleb",
        Options = new(new AgglomerativeOptions { Threshold = 0.7153814381597874, MinClusterSize = 15 })
        {
            SegmentationThreshold = 0.4442333667381752,
            MinDurationOff = 0.5817029604921046,
            ExcludeOverlap = true,
        },
    }, PipelineConfig.Read(NetworkGolden.Checkpoint("speaker-diarization-2.1")));

    [Fact]
    public void The_step_of_the_windows_is_that_of_the_pipeline()
    {
        using var folder = new TemporaryFolder();
        var yaml = Agglomerative.Replace("segmentation: a,", "segmentation: a, segmentation_step: 0.25,", StringComparison.Ordinal);
        folder.Write("config.yaml", yaml);
        Assert.Equal(0.25, PipelineConfig.Read(folder.Path).Options.WindowStep);
    }

    [Fact]
    public void An_embedding_network_of_another_toolkit_is_rejected_by_name()
    {
        var config = PipelineConfig.Read(NetworkGolden.Checkpoint("speaker-diarization-2.1"));
        var fault = Assert.Throws<DiarizationModelException>(config.RequireSupportedEmbedding);
        Assert.Contains("'speechbrain/spkrec-ecapa-voxceleb' is not supported", fault.Message, StringComparison.Ordinal);
        (config with { Embedding = "pyannote/wespeaker-voxceleb-resnet34-LM" }).RequireSupportedEmbedding();
    }

    [Theory]
    [InlineData("version: 3.1.0", EmbeddingFilter.Active)]
    [InlineData("dependencies: {pyannote.audio: 4.0.0}", EmbeddingFilter.MostlyNonOverlapping)]
    [InlineData("version: 10.2", EmbeddingFilter.MostlyNonOverlapping)]
    [InlineData("version: next", EmbeddingFilter.Active)]
    [InlineData("params: {}", EmbeddingFilter.Active)]
    public void The_embedding_filter_depends_on_the_release(string release, EmbeddingFilter filter)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", $"{release}\n{Agglomerative}");
        Assert.Equal(filter, Assert.IsType<AgglomerativeOptions>(PipelineConfig.Read(folder.Path).Options.Clustering).Filter);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("speech:\n  constrained_assignment: false\n", false)]
    public void Reads_the_constrained_assignment_extension(string key, bool constrained)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", $"{key}{Name}  params: {{segmentation: a, embedding: b, plda: c, clustering: VBxClustering}}");
        Assert.Equal(constrained, Assert.IsType<VbxOptions>(PipelineConfig.Read(folder.Path).Options.Clustering).ConstrainedAssignment);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("speech:\n  resegmentation_weight: 2.5\n", 2.5)]
    public void Reads_the_resegmentation_extension(string key, double weight)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", $"{key}{Agglomerative}");
        Assert.Equal(weight, PipelineConfig.Read(folder.Path).Options.ResegmentationWeight);
    }

    [Fact]
    public void Local_model_names_resolve_within_the_folder_only()
    {
        Assert.Equal(Path.Combine("top", "plda"), PipelineConfig.LocalFolder("$model/plda", "top"));
        Assert.Null(PipelineConfig.LocalFolder("pyannote/segmentation-3.0", "top"));
        foreach (var escape in new[] { "$model/../secret", "$model/", "$model//etc", "$model/a/../../b", "$model/..\\x" })
            Assert.Throws<DiarizationModelException>(() => PipelineConfig.LocalFolder(escape, "top"));
    }

    [Fact]
    public void Parts_saved_for_use_without_a_network_are_found_relative_to_the_config()
    {
        using var folder = new TemporaryFolder();
        var models = Directory.CreateDirectory(Path.Combine(folder.Path, "models")).FullName;
        var file = Path.Combine(models, "segmentation-3.0.bin");
        File.WriteAllText(file, "");

        foreach (var name in new[] { "models/segmentation-3.0.bin", "./models/segmentation-3.0.bin", file })
            Assert.Equal(file, PipelineConfig.LocalFolder(name, folder.Path));
        Assert.Equal(models, PipelineConfig.LocalFolder("./models", folder.Path));
        Assert.Equal(models, PipelineConfig.LocalFolder("models", folder.Path));
        Assert.Null(PipelineConfig.LocalFolder("../models", folder.Path));
        Assert.Contains(
            "'models/other.bin' does not exist",
            Assert.Throws<DiarizationModelException>(() => PipelineConfig.LocalFolder("models/other.bin", folder.Path)).Message,
            StringComparison.Ordinal);
        // The message reaches clients: without folders of the server.
        Assert.Contains(
            "'other.bin' does not exist",
            Assert.Throws<DiarizationModelException>(() => PipelineConfig.LocalFolder("/srv/models/other.bin", folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pipeline: 3")]
    [InlineData("pipeline:\n  name: pyannote.audio.pipelines.VoiceActivityDetection\n" + Params)]
    [InlineData(Name + "  params: {segmentation: a, embedding: b, clustering: OracleClustering}")]
    [InlineData(Name + "  params: {segmentation: a, clustering: AgglomerativeClustering}")]
    [InlineData(Name + "  params: {segmentation: a, embedding: b, clustering: VBxClustering}")]
    [InlineData(Name + "  params: {segmentation: a, embedding: [b], clustering: AgglomerativeClustering}")]
    [InlineData(Agglomerative + "\nparams:\n  clustering: {threshold: many}")]
    [InlineData(Name + "  params: {segmentation: a, segmentation_step: 0, embedding: b, clustering: AgglomerativeClustering}")]
    [InlineData(Agglomerative + "\nparams:\n  clustering: {method: ward}")]
    [InlineData(Agglomerative + "\nparams:\n  clustering: {min_cluster_size: 0}")]
    [InlineData(Agglomerative + "\nparams:\n  segmentation: {threshold: 1.5}")]
    public void Rejects_unsupported_pipelines_and_values_out_of_range(string yaml)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", yaml);
        Assert.Contains("config.yaml", Assert.Throws<DiarizationModelException>(() => PipelineConfig.Read(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_config_is_reported_without_the_path()
    {
        using var folder = new TemporaryFolder();
        Assert.DoesNotContain(folder.Path, Assert.Throws<DiarizationModelException>(() => PipelineConfig.Read(folder.Path)).Message,
            StringComparison.Ordinal);
    }
}
