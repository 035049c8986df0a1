using Speech.Storage.Outputs;

namespace Speech.Storage.Tests.Outputs;

public sealed class BlobNamesTests
{
    [Fact]
    public void Derives_the_names_of_all_outputs_from_the_audio()
    {
        var names = new BlobNames("talks/a.wav");

        string[] extensions = ["json", "error.json", "srt", "vtt", "txt", "rttm"];
        Assert.Equal(extensions.Select(extension => $"talks/a.wav.{extension}"), names.Outputs);
        Assert.Equal("talks/a.wav.status.json", names.Status);
    }

    [Theory]
    [InlineData("a.wav", true)]
    [InlineData("a.error", false)]
    [InlineData("a.status", false)]
    [InlineData("a.error.wav", true)]
    public void Rejects_names_whose_outputs_would_collide(string audio, bool expected)
        => Assert.Equal(expected, new BlobNames(audio).AreValid);

    [Theory]
    [InlineData(1012, true)]
    [InlineData(1013, false)]
    public void Limits_the_length(int length, bool expected) => Assert.Equal(expected, new BlobNames(new string('a', length)).AreValid);
}
