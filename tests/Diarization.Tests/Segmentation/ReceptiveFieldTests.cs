using System.Globalization;
using System.Text.Json;
using Speech.Diarization.Segmentation;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Segmentation;

public sealed class ReceptiveFieldTests
{
    [Fact]
    public void Receptive_field_and_frame_counts_match_the_reference()
    {
        var timing = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "network", "timing.json"))).RootElement;
        var receptiveField = new ReceptiveField(10);

        Assert.Equal(timing.GetProperty("receptive_field_size_samples_1_frame").GetInt32(), receptiveField.Size);
        Assert.Equal(timing.GetProperty("receptive_field_step_samples").GetInt32(), receptiveField.Step);
        foreach (var count in timing.GetProperty("num_frames_by_num_samples").EnumerateObject())
            Assert.Equal(count.Value.GetInt32(), receptiveField.CountFrames(int.Parse(count.Name, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(16)]
    public void Each_additional_frame_needs_one_step(int stride)
    {
        var receptiveField = new ReceptiveField(stride);
        Assert.Equal(0, receptiveField.CountFrames(receptiveField.Size - 1));
        for (var frames = 1; frames < 50; frames++)
        {
            Assert.Equal(frames, receptiveField.CountFrames(receptiveField.Size + (frames - 1) * receptiveField.Step));
            Assert.Equal(frames, receptiveField.CountFrames(receptiveField.Size + frames * receptiveField.Step - 1));
        }
    }

    [Theory]
    [InlineData(3, 2, 7)]
    [InlineData(4, 3, 15)]
    [InlineData(4, 4, 16)]
    [InlineData(1, 1, 2)]
    public void There_is_one_class_per_set_of_speakers(int speakers, int maxSimultaneous, int classes) =>
        Assert.Equal(classes, new SegmentationConfig { Speakers = speakers, MaxSimultaneousSpeakers = maxSimultaneous }.Classes);
}
