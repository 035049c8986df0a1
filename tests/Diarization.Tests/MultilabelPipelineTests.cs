using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.TestSupport.Audio;

namespace Speech.Diarization.Tests;

/// <summary>The pipeline of <c>speaker-diarization@2.1</c> over the published networks, as they come with the program.</summary>
public sealed class MultilabelPipelineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_2_1_pipeline_runs_with_either_kind_of_embedding_network(bool usesDVector)
    {
        var builtIn = RepositoryFolder.PathOf("src", "BuiltIn", "models", "speaker-diarization");
        var embedding = usesDVector ? Path.Combine(builtIn, "embedding") : NetworkGolden.Checkpoint("wespeaker-voxceleb-resnet34-LM");
        var folders = new DiarizationFolders(
            NetworkGolden.Checkpoint("speaker-diarization-2.1"), Path.Combine(builtIn, "segmentation"), embedding, null);
        using var model = DiarizationModel.Load(folders, TestEnvironment.Instance, ComputeProfile.CpuFp32, EmbeddingMode.PerWindow);
        model.WarmUp(Cancel);

        var audio = Recording.Load("pyannote-sample.wav").AsMemory(0, 15 * Recording.Rate);
        var progress = new ProgressRecorder();
        var result = await model.DiarizeAsync(Recording.InBlocks(audio), SpeakerBounds.Of(2, null, null), progress, Cancel);

        Assert.NotEmpty(result.Turns);
        Assert.InRange(result.Speakers.Count, 1, 2);
        // There is speech from 6.7 s to the end.
        Assert.InRange(progress.Speech[0].Start, 6.5, 7);
        Assert.InRange(progress.Speech[^1].End, 14.5, 15);
        Assert.InRange(progress.Speech.Sum(region => region.End - region.Start), 7.4, 8.3);
    }
}
