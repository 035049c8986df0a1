using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests;

public sealed class ChannelTests
{
    private static readonly AudioOptions WithFfmpeg = new();

    [Theory]
    [InlineData(null)]
    [InlineData("flac")]
    [InlineData("libopus")]
    public async Task Channels_that_cancel_out_are_not_silence(string? encoder)
    {
        var samples = Signals.Tone(440, 16_000, 32_000, amplitude: 0.5).SelectMany(sample => new[] { sample, -sample }).ToArray();
        var decoded = await Decoding.AllAsync(File(samples, encoder), WithFfmpeg);
        Assert.Equal(0.5, Signals.Fit(decoded[4_000..28_000], 440, 16_000).Amplitude, 0.02);
    }

    [Theory]
    [InlineData(null, 16_000)]
    [InlineData(null, 44_100)]
    [InlineData("flac", 48_000)]
    public async Task Each_channel_is_decoded_by_itself(string? encoder, int rate)
    {
        double[] tones = [300, 700];
        var channels = tones.Select(tone => Signals.Tone(tone, rate, 2 * rate, amplitude: 0.5)).ToArray();
        var samples = Enumerable.Range(0, 2 * rate).SelectMany(frame => channels.Select(channel => channel[frame])).ToArray();

        var decoded = await SeparateAsync(File(samples, encoder, rate));

        Assert.Equal(2, decoded.Length);
        foreach (var (index, tone) in tones.Index())
        {
            Assert.Equal(32_000, decoded[index].Length);
            Assert.Equal(0.5, Signals.Fit(decoded[index][4_000..28_000], tone, 16_000).Amplitude, 0.01);
            Assert.InRange(Signals.Fit(decoded[index][4_000..28_000], tones[1 - index], 16_000).Amplitude, 0, 0.01);
        }
    }

    [Fact]
    public async Task A_single_channel_is_one_of_one()
        => Assert.Equal(await Decoding.AllAsync(Jfk.File()), Assert.Single(await SeparateAsync(Jfk.File())));

    [Fact]
    public async Task Too_many_channels_are_refused()
    {
        var file = new WaveFile { Channels = 9 }.Write(new float[9 * 100]);
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(() => SeparateAsync(file));
        Assert.Contains("9 channels", exception.Message, StringComparison.Ordinal);
        Assert.Equal(100, (await Decoding.AllAsync(file)).Length);
    }

    private static byte[] File(float[] stereo, string? encoder, int rate = 16_000)
    {
        var wave = new WaveFile { Channels = 2, Rate = (uint)rate }.Write(stereo);
        if (encoder is null) return wave;
        FfmpegTool.RequireEncoder(encoder);
        return FfmpegTool.Encode(wave, "mkv", "-c:a", encoder);
    }

    private static async Task<float[][]> SeparateAsync(byte[] audio)
    {
        List<float>[]? channels = null;
        var decoder = new AudioDecoder(WithFfmpeg);
        await foreach (var block in decoder.DecodeChannelsAsync(new MemoryStream(audio), null, TestContext.Current.CancellationToken))
        {
            channels ??= [.. block.Select(_ => new List<float>())];
            for (var i = 0; i < channels.Length; i++) channels[i].AddRange(block[i].Span);
        }

        return [.. channels!.Select(channel => channel.ToArray())];
    }
}
