namespace Speech.Audio.Tests;

public sealed class PcmMediaTypeTests
{
    [Theory]
    [InlineData("audio/pcm", 16_000, 1, false)]
    [InlineData("AUDIO/PCM; Rate=8000", 8_000, 1, false)]
    [InlineData("audio/pcm;", 16_000, 1, false)]
    [InlineData("audio/L16; rate=\"44100\"; channels=2", 44_100, 2, true)]
    public void Parses_pcm_types(string mediaType, int sampleRate, int channels, bool bigEndian)
        => Assert.Equal(new RawPcm(sampleRate, channels, bigEndian), PcmMediaType.Parse(mediaType, 16_000));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("audio/wav")]
    [InlineData("audio/wav;rate=1")]
    [InlineData("nonsense")]
    public void Returns_null_for_other_types(string? mediaType) => Assert.Null(PcmMediaType.Parse(mediaType, 16_000));

    [Theory]
    [InlineData("audio/pcm;rate=999", "rate")]
    [InlineData("audio/pcm;rate=384001", "rate")]
    [InlineData("audio/pcm;rate=fast", "rate")]
    [InlineData("audio/L16;channels=0", "channels")]
    [InlineData("audio/L16;channels=33", "channels")]
    public void Rejects_parameters_out_of_range(string mediaType, string parameter)
        => Assert.Equal(parameter, Assert.Throws<InvalidPcmMediaTypeException>(() => PcmMediaType.Parse(mediaType, 16_000)).Parameter);

    [Theory]
    [InlineData(8_000, 1, false)]
    [InlineData(48_000, 2, true)]
    public void Parses_what_it_formats(int sampleRate, int channels, bool bigEndian)
    {
        var pcm = new RawPcm(sampleRate, channels, bigEndian);
        Assert.Equal(pcm, PcmMediaType.Parse(PcmMediaType.Format(pcm), 16_000));
    }
}
