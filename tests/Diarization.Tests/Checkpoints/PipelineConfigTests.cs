using Speech.Diarization.Checkpoints;
using Speech.Diarization.Tests.Networks;

namespace Speech.Diarization.Tests.Checkpoints;

public sealed class PipelineConfigTests
{
    [Fact]
    public void The_pipeline_3_1_is_read() => Assert.Equal(new PipelineConfig
    {
        Segmentation = "pyannote/segmentation-3.0",
        Embedding = "pyannote/wespeaker-voxceleb-resnet34-LM",
        Clustering = ClusteringKind.Agglomerative,
        ClusteringThreshold = 0.7045654963945799,
        MinClusterSize = 12,
        ExcludeOverlap = true,
        Version = "3.1.0",
    }, PipelineConfig.Read(NetworkGolden.Checkpoint("speaker-diarization-3.1")));

    [Fact]
    public void The_pipeline_community_1_is_read() => Assert.Equal(new PipelineConfig
    {
        Segmentation = "$model/segmentation",
        Embedding = "$model/embedding",
        Plda = "$model/plda",
        Clustering = ClusteringKind.VariationalBayes,
        ClusteringThreshold = 0.6,
        Fa = 0.07,
        Fb = 0.8,
        ExcludeOverlap = true,
        Version = "4.0.0",
    }, PipelineConfig.Read(NetworkGolden.Checkpoint("speaker-diarization-community-1")));

    [Theory]
    [InlineData("version: 3.1.0", EmbeddingFilter.Active)]
    [InlineData("dependencies: {pyannote.audio: 4.0.0}", EmbeddingFilter.MostlyAlone)]
    [InlineData("version: 10.2", EmbeddingFilter.MostlyAlone)]
    [InlineData("version: next", EmbeddingFilter.Active)]
    [InlineData("params: {}", EmbeddingFilter.Active)]
    public void The_release_it_was_made_for_decides_which_voices_make_clusters(string release, EmbeddingFilter filter)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", $"{release}\npipeline:\n  name: x.SpeakerDiarization\n  params: {{segmentation: a, embedding: b, clustering: AgglomerativeClustering}}");
        Assert.Equal(filter, PipelineConfig.Read(folder.Path).Filter);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("speech:\n  constrained_assignment: false\n", false)]
    public void Whether_speakers_of_one_window_are_always_two_persons_is_a_key_of_our_own(string key, bool constrained)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", $"{key}pipeline:\n  name: x.SpeakerDiarization\n  params: {{segmentation: a, embedding: b, plda: c, clustering: VBxClustering}}");
        Assert.Equal(constrained, PipelineConfig.Read(folder.Path).ConstrainedAssignment);
    }

    [Fact]
    public void A_model_within_the_pipelines_folder_is_found_there_and_nowhere_else()
    {
        Assert.Equal(Path.Combine("top", "plda"), PipelineConfig.OwnFolder("$model/plda", "top"));
        Assert.Null(PipelineConfig.OwnFolder("pyannote/segmentation-3.0", "top"));
        foreach (var escape in new[] { "$model/../secret", "$model/", "$model//etc", "$model/a/../../b", "$model/..\\x" })
            Assert.Throws<DiarizationModelException>(() => PipelineConfig.OwnFolder(escape, "top"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("pipeline: 3")]
    [InlineData("pipeline:\n  name: pyannote.audio.pipelines.VoiceActivityDetection\n  params: {segmentation: a, embedding: b, clustering: AgglomerativeClustering}")]
    [InlineData("pipeline:\n  name: x.SpeakerDiarization\n  params: {segmentation: a, embedding: b, clustering: OracleClustering}")]
    [InlineData("pipeline:\n  name: x.SpeakerDiarization\n  params: {segmentation: a, clustering: AgglomerativeClustering}")]
    [InlineData("pipeline:\n  name: x.SpeakerDiarization\n  params: {segmentation: a, embedding: b, clustering: VBxClustering}")]
    [InlineData("pipeline:\n  name: x.SpeakerDiarization\n  params: {segmentation: a, embedding: [b], clustering: AgglomerativeClustering}")]
    [InlineData("pipeline:\n  name: x.SpeakerDiarization\n  params: {segmentation: a, embedding: b, clustering: AgglomerativeClustering}\nparams:\n  clustering: {threshold: many}")]
    [InlineData("pipeline:\n  name: x.SpeakerDiarization\n  params: {segmentation: a, embedding: b, clustering: AgglomerativeClustering}\nparams:\n  clustering: {method: ward}")]
    [InlineData("pipeline:\n  name: x.SpeakerDiarization\n  params: {segmentation: a, embedding: b, clustering: AgglomerativeClustering}\nparams:\n  clustering: {min_cluster_size: 0}")]
    public void Other_pipelines_and_values_out_of_range_are_refused(string yaml)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", yaml);
        Assert.Contains("config.yaml", Assert.Throws<DiarizationModelException>(() => PipelineConfig.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_pipeline_is_told_so()
    {
        using var folder = new TemporaryFolder();
        Assert.DoesNotContain(folder.Path, Assert.Throws<DiarizationModelException>(() => PipelineConfig.Read(folder.Path)).Message, StringComparison.Ordinal);
    }
}
