using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests.Pcm;

/// <summary>ITU-T G.711.</summary>
public sealed class G711Tests
{
    private static readonly byte[] EveryCode = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];

    [Theory]
    [InlineData(6, 0xD5, 8)]
    [InlineData(6, 0x55, -8)]
    [InlineData(6, 0xAA, 32_256)]
    [InlineData(6, 0x2A, -32_256)]
    [InlineData(7, 0xFF, 0)]
    [InlineData(7, 0x7F, 0)]
    [InlineData(7, 0x80, 32_124)]
    [InlineData(7, 0x00, -32_124)]
    public async Task Extreme_codes_have_the_values_of_the_standard(int tag, int code, int expected)
        => Assert.Equal(expected / 32768f,
            Assert.Single(await Decoding.AllAsync(new WaveFile { Tag = tag, Bits = 8 }.Write([(byte)code]))));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Every_code_has_the_value_that_ffmpeg_decodes(int tag)
    {
        var file = new WaveFile { Tag = tag, Bits = 8 }.Write(EveryCode);
        var converted = FfmpegTool.Encode(file, "wav", "-c:a", "pcm_s16le");
        Assert.Equal(await Decoding.AllAsync(converted), await Decoding.AllAsync(file));
    }
}
