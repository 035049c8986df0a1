using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests.Wave;

/// <summary>Headers as written by real programs, including incorrect ones.</summary>
public sealed class WaveHeaderTests
{
    private static readonly WaveFile Plain = new();
    private readonly float[] _samples = Quantised(Signals.Noise(20_000));

    [Theory]
    [InlineData("RIFF")]
    [InlineData("RF64")]
    public async Task Decodes_RIFF_and_RF64(string id)
        => Assert.Equal(_samples, await Decoding.AllAsync((Plain with { Id = id }).Write(_samples)));

    [Fact]
    public async Task Decodes_big_endian_RIFX()
    {
        var file = Plain with { Id = "RIFX", BeforeData = (Plain with { Id = "RIFX" }).Chunk("LIST", new byte[7]) };
        var bytes = file.Write(_samples);
        for (var i = bytes.Length - _samples.Length * 2; i < bytes.Length; i += 2) (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
        Assert.Equal(_samples, await Decoding.AllAsync(bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    [InlineData(uint.MaxValue - 1)]
    [InlineData(0x7FFFFFFF)]
    [InlineData(40_002)]
    public async Task An_implausible_data_size_means_everything_up_to_the_end(uint size)
        => Assert.Equal(_samples, await Decoding.AllAsync((Plain with { DataSize = size }).Write(_samples)));

    [Fact]
    public async Task An_odd_data_size_drops_the_incomplete_frame()
        => Assert.Equal(_samples[..^1], await Decoding.AllAsync((Plain with { DataSize = 39_999 }).Write(_samples)));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_truncated_file_drops_the_incomplete_frame(int cut)
    {
        var stereo = Plain with { Channels = 2 };
        var whole = await Decoding.AllAsync(stereo.Write(_samples));
        Assert.Equal(whole[..^((cut + 3) / 4)], await Decoding.AllAsync(stereo.Write(_samples)[..^cut]));
    }

    [Fact]
    public async Task Chunks_after_the_samples_are_ignored()
        => Assert.Equal(_samples, await Decoding.AllAsync([.. Plain.Write(_samples), .. Plain.Chunk("LIST", new byte[1_000])]));

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(4_095, true)]
    [InlineData(4_095, false)]
    [InlineData(200_000, true)]
    public async Task Chunks_before_the_samples_are_skipped_with_or_without_padding(int size, bool padded)
    {
        byte[] chunks =
        [
            .. Plain.Chunk("JUNK", new byte[size], padded), .. Plain.Chunk("LIST", [.. Enumerable.Repeat((byte)'d', size)], padded),
        ];
        Assert.Equal(_samples, await Decoding.AllAsync((Plain with { BeforeFormat = chunks }).Write(_samples)));
        Assert.Equal(_samples, await Decoding.AllAsync((Plain with { BeforeData = chunks }).Write(_samples)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public async Task An_implausible_frame_size_is_ignored(int frameBytes)
        => Assert.Equal(_samples, await Decoding.AllAsync((Plain with { FrameBytes = frameBytes }).Write(_samples)));

    [Fact]
    public async Task Decodes_the_WAV_that_ffmpeg_writes_to_a_pipe()
    {
        FfmpegTool.Require();
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.PathOf("in.wav"), Plain.Write(_samples), TestContext.Current.CancellationToken);
        // ffmpeg cannot seek back in a pipe to write the sizes; cat provides such a pipe.
        var script = $"ffmpeg -v error -nostdin -i '{folder.PathOf("in.wav")}' -f wav pipe:1 | cat > '{folder.PathOf("out.wav")}'";
        using var shell = System.Diagnostics.Process.Start("sh", ["-c", script]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        var piped = await File.ReadAllBytesAsync(folder.PathOf("out.wav"), TestContext.Current.CancellationToken);
        Assert.Equal([0xFF, 0xFF, 0xFF, 0xFF], piped[4..8]);
        Assert.Equal(_samples, await Decoding.AllAsync(piped));
    }

    private static float[] Quantised(float[] samples) => [.. samples.Select(x => MathF.Round(x * 32768) / 32768)];
}
