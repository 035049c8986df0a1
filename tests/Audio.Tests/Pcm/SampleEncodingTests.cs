using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests.Pcm;

/// <summary>Samples of every encoding are decoded to their original values.</summary>
public sealed class SampleEncodingTests
{
    private static readonly float[] Samples = [0, 1f / 128, -1f / 128, 0.5f, -0.5f, -1, 127f / 128, .. Signals.Noise(5_000)];

    [Theory]
    [InlineData(8, 8)]
    [InlineData(16, 16)]
    [InlineData(24, 24)]
    [InlineData(32, 32)]
    public async Task Decodes_integers_exactly(int bits, int resolution)
    {
        var scale = Math.Pow(2, resolution - 1);
        var integers = Samples.Select(x => (long)Math.Clamp(Math.Round(x * scale), -scale, scale - 1)).ToArray();
        var data = integers.SelectMany(x => BitConverter.GetBytes(bits == 8 ? x + 128 : x)[..(bits / 8)]).ToArray();
        var expected = integers.Select(x => (float)(x / scale)).ToArray();
        foreach (var extensible in (bool[])[false, true])
            Assert.Equal(expected, await Decoding.AllAsync(new WaveFile { Bits = bits, Extensible = extensible }.Write(data)));
    }

    [Fact]
    public async Task Decodes_24_bit_samples_in_32_bits()
    {
        var integers = Samples.Select(x => (int)Math.Clamp(Math.Round(x * 8388608d), -8388608, 8388607) << 8).ToArray();
        var file = new WaveFile { Bits = 24, FrameBytes = 4 }.Write([.. integers.SelectMany(BitConverter.GetBytes)]);
        var expected = integers.Select(x => x / 2147483648f).ToArray();
        Assert.Equal(expected, await Decoding.AllAsync(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Decodes_floats_exactly(bool extensible)
    {
        float[] loud = [.. Samples, 3, -40_000];
        var single = new WaveFile { Tag = 3, Bits = 32, Extensible = extensible };
        Assert.Equal(loud, await Decoding.AllAsync(single.Write([.. loud.SelectMany(BitConverter.GetBytes)])));
        var wide = single with { Bits = 64 };
        Assert.Equal(loud, await Decoding.AllAsync(wide.Write([.. loud.SelectMany(x => BitConverter.GetBytes((double)x))])));
    }

    [Fact]
    public async Task NaN_becomes_silence_and_no_sample_is_infinite()
    {
        double[] harmful = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, -1e300];
        float[] singles = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        var wide = await Decoding.AllAsync(new WaveFile { Tag = 3, Bits = 64 }.Write([.. harmful.SelectMany(BitConverter.GetBytes)]));
        Assert.Equal(new float[harmful.Length], wide);
        var narrow = await Decoding.AllAsync(new WaveFile { Tag = 3, Bits = 32 }.Write([.. singles.SelectMany(BitConverter.GetBytes)]));
        Assert.Equal(new float[singles.Length], narrow);
        var resampled = await Decoding.AllAsync(
            new WaveFile
            {
                Tag = 3,
                Bits = 32,
                Rate = 48_000,
                Channels = 2
            }.Write([.. Enumerable.Repeat(float.MaxValue, 9_000).SelectMany(BitConverter.GetBytes)]));
        Assert.All(resampled, x => Assert.True(float.IsFinite(x * x)));
    }

    [Fact]
    public async Task Channels_are_averaged()
    {
        foreach (var channels in (int[])[2, 3, 6, 256])
        {
            var frames = Signals.Noise(channels * 300).Select(x => MathF.Round(x * 32768) / 32768).ToArray();
            var mono = await Decoding.AllAsync(new WaveFile { Channels = channels, Extensible = channels > 2 }.Write(frames));
            Assert.Equal(300, mono.Length);
            for (var i = 0; i < mono.Length; i++) Assert.Equal(frames.Skip(i * channels).Take(channels).Average(), mono[i], 1e-6f);
        }
    }

    [Fact]
    public async Task Decodes_big_endian_samples_of_every_size()
    {
        foreach (var (tag, bits) in ((int, int)[])[(1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64)])
        {
            var data = new byte[bits / 8 * 999];
            new Random(bits).NextBytes(data);
            var little = new WaveFile { Tag = tag, Bits = bits };
            var expected = await Decoding.AllAsync(little.Write(data));
            foreach (var sample in data.Chunk(bits / 8).Select((_, i) => i * bits / 8)) data.AsSpan(sample, bits / 8).Reverse();
            Assert.Equal(expected, await Decoding.AllAsync((little with { Id = "RIFX" }).Write(data)));
        }
    }
}
