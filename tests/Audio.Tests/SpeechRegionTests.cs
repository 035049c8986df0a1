namespace Speech.Audio.Tests;

public sealed class SpeechRegionTests
{
    private static readonly SpeechRegion[] Regions = [new(1, 3), new(4, 4.6), new(10, 15)];

    [Fact]
    public void Regions_are_cropped_to_two_times()
        => Assert.Equal([new(2, 3), new(4, 4.6), new(10, 12)], SpeechRegion.Crop(Regions, 2, 12));

    [Theory]
    [InlineData(3, 4)]
    [InlineData(15, 20)]
    public void What_only_touches_them_is_left_out(double start, double end) => Assert.Empty(SpeechRegion.Crop(Regions, start, end));

    [Fact]
    public void A_region_has_a_length() => Assert.Equal(5, Regions[2].Length);
}
