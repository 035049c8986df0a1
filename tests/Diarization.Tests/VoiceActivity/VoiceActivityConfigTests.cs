using Speech.Diarization.Checkpoints;
using Speech.Diarization.Tests.Networks;
using Speech.Diarization.VoiceActivity;

namespace Speech.Diarization.Tests.VoiceActivity;

public sealed class VoiceActivityConfigTests
{
    private const string Pipeline = """
        pipeline:
          name: pyannote.audio.pipelines.VoiceActivityDetection
          params:
            segmentation: pyannote/segmentation@Interspeech2021

        """;

    [Fact]
    public void Reads_the_hyper_parameters()
    {
        var config = Read(Pipeline + "params: {min_duration_off: 0.1, min_duration_on: 0.2, offset: 0.57, onset: 0.81}");
        Assert.Equal("pyannote/segmentation@Interspeech2021", config.Segmentation);
        Assert.Equal(new VoiceActivityOptions { Onset = 0.81, Offset = 0.57, MinDurationOn = 0.2, MinDurationOff = 0.1 }, config.Options);
    }

    [Fact]
    public void Missing_hyper_parameters_have_the_published_values()
        => Assert.Equal(new VoiceActivityOptions(), Read(Pipeline).Options);

    [Theory]
    [InlineData("")]
    [InlineData("pipeline: {name: pyannote.audio.pipelines.SpeakerDiarization, params: {segmentation: a}}")]
    [InlineData("pipeline: {name: pyannote.audio.pipelines.VoiceActivityDetection}")]
    [InlineData(Pipeline + "params: {onset: 1.5}")]
    [InlineData(Pipeline + "params: {min_duration_on: -1}")]
    public void Rejects_other_pipelines_and_values_out_of_range(string yaml)
        => Assert.Contains("config.yaml", Assert.Throws<DiarizationModelException>(() => Read(yaml)).Message, StringComparison.Ordinal);

    private static VoiceActivityConfig Read(string yaml)
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.yaml", yaml);
        return VoiceActivityConfig.Read(folder.Path);
    }
}
