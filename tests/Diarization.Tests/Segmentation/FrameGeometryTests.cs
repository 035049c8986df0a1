using System.Text.Json;
using Speech.Diarization.Segmentation;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Segmentation;

public sealed class FrameGeometryTests
{
    [Fact]
    public void Frames_lie_where_the_reference_puts_them()
    {
        var timing = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "network", "timing.json"))).RootElement;
        var geometry = new FrameGeometry(10);

        Assert.Equal(timing.GetProperty("receptive_field_size_samples_1_frame").GetInt32(), geometry.Size);
        Assert.Equal(timing.GetProperty("receptive_field_step_samples").GetInt32(), geometry.Step);
        foreach (var count in timing.GetProperty("num_frames_by_num_samples").EnumerateObject())
            Assert.Equal(count.Value.GetInt32(), geometry.Frames(int.Parse(count.Name, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(16)]
    public void A_frame_more_needs_a_step_more(int stride)
    {
        var geometry = new FrameGeometry(stride);
        Assert.Equal(0, geometry.Frames(geometry.Size - 1));
        for (var frames = 1; frames < 50; frames++)
        {
            Assert.Equal(frames, geometry.Frames(geometry.Size + (frames - 1) * geometry.Step));
            Assert.Equal(frames, geometry.Frames(geometry.Size + frames * geometry.Step - 1));
        }
    }

    [Theory]
    [InlineData(3, 2, 7)]
    [InlineData(4, 3, 15)]
    [InlineData(4, 4, 16)]
    [InlineData(1, 1, 2)]
    public void Classes_are_the_sets_of_speakers(int speakers, int atOnce, int classes) =>
        Assert.Equal(classes, new SegmentationConfig { Speakers = speakers, SpeakersAtOnce = atOnce }.Classes);
}
