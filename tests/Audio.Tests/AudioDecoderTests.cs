using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests;

public sealed class AudioDecoderTests
{
    [Fact]
    public async Task Decodes_a_recording_exactly()
        => Assert.Equal(Jfk.Samples(), await Decoding.AllAsync(Jfk.File()));

    [Fact]
    public async Task Headerless_PCM_decodes_like_a_file()
        => Assert.Equal(Jfk.Samples(), await Decoding.AllAsync(Jfk.SampleBytes(), raw: new RawPcm(16_000)));

    [Fact]
    public async Task Decodes_big_endian_headerless_PCM()
    {
        var swapped = Jfk.SampleBytes();
        for (var i = 0; i < swapped.Length; i += 2) (swapped[i], swapped[i + 1]) = (swapped[i + 1], swapped[i]);
        Assert.Equal(Jfk.Samples(), await Decoding.AllAsync(swapped, raw: new RawPcm(16_000, BigEndian: true)));
    }

    [Fact]
    public async Task Headerless_PCM_of_another_format_decodes_like_a_file()
    {
        var file = new WaveFile { Rate = 22_050, Channels = 2 };
        var whole = file.Write(Signals.Noise(9_999 * 2));
        var bare = whole[file.Header(0).Length..];
        Assert.Equal(await Decoding.AllAsync(whole), await Decoding.AllAsync(bare, raw: new RawPcm(22_050, 2)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-16_000, 1)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(16_000, 0)]
    [InlineData(16_000, -1)]
    [InlineData(16_000, int.MaxValue)]
    public async Task Rejects_headerless_PCM_of_an_invalid_format(int rate, int channels)
        => await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], raw: new RawPcm(rate, channels)));

    [Fact]
    public async Task Audio_without_bytes_is_empty()
    {
        await Assert.ThrowsAsync<EmptyAudioException>(() => Decoding.AllAsync([]));
        await Assert.ThrowsAsync<EmptyAudioException>(() => Decoding.AllAsync([], raw: new RawPcm(8_000)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Audio_without_a_complete_sample_is_empty(int bytes)
        => await Assert.ThrowsAsync<EmptyAudioException>(() => Decoding.AllAsync(new WaveFile { Rate = 44_100 }.Write(new byte[bytes])));

    [Fact]
    public async Task Silence_is_not_empty()
        => Assert.Equal(new float[16_000], await Decoding.AllAsync(new WaveFile().Write(new float[16_000])));

    [Theory]
    [InlineData(16_000)]
    [InlineData(44_100)]
    public async Task Audio_up_to_the_maximum_duration_decodes_and_one_frame_more_does_not(int rate)
    {
        var options = Decoding.InProcess with { MaxDuration = TimeSpan.FromSeconds(2) };
        var file = new WaveFile { Rate = (uint)rate };
        Assert.Equal(32_000, (await Decoding.AllAsync(file.Write(new float[2 * rate]), options)).Length);
        var exception = await Assert.ThrowsAsync<AudioTooLongException>(() =>
            Decoding.AllAsync(file.Write(new float[2 * rate + 1]), options));
        Assert.Equal(options.MaxDuration, exception.Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(977)]
    public async Task The_block_sizes_of_the_source_do_not_matter(int maxBlock)
    {
        var file = new WaveFile { Rate = 48_000, Channels = 2, Tag = 3, Bits = 32 }.Write(new byte[12_345 * 8]);
        new Random(3).NextBytes(file.AsSpan(60));
        Assert.Equal(await Decoding.AllAsync(file), await Decoding.AllAsync(new TrickleStream(new MemoryStream(file), maxBlock)));
    }

    [Fact]
    public async Task Exceptions_of_the_source_are_passed_through()
    {
        var fault = new IOException("the client disconnected");
        var source = new TrickleStream(
            new MemoryStream(new WaveFile().Write(new float[100_000])), before: (position, _) =>
                position > 50_000 ? Task.FromException(fault) : Task.CompletedTask);
        Assert.Same(fault, await Assert.ThrowsAsync<IOException>(() => Decoding.AllAsync(source)));
    }

    [Fact]
    public async Task Cancellation_ends_the_decoding()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var blocks = new AudioDecoder(Decoding.InProcess).DecodeAsync(
            new EndlessStream(new WaveFile().Header(uint.MaxValue), long.MaxValue), null, cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in blocks) await cancel.CancelAsync();
        });
    }

    [Fact]
    public async Task The_source_is_not_closed()
    {
        var source = new MemoryStream(new WaveFile().Write(new float[100]));
        await Decoding.AllAsync(source);
        Assert.True(source.CanRead);
    }
}
