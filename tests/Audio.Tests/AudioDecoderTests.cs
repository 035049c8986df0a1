using Speech.Audio.Tests.Support;
using Speech.TestSupport.Audio;

namespace Speech.Audio.Tests;

public sealed class AudioDecoderTests
{
    [Fact]
    public async Task A_recording_decodes_to_exactly_its_samples()
        => Assert.Equal(Jfk.Samples(), await Decoding.AllAsync(Jfk.File()));

    [Fact]
    public async Task Headerless_PCM_decodes_as_the_same_samples_in_a_file_do()
        => Assert.Equal(Jfk.Samples(), await Decoding.AllAsync(Jfk.SampleBytes(), raw: new RawPcm(16_000)));

    [Fact]
    public async Task Headerless_PCM_may_be_big_endian()
    {
        var swapped = Jfk.SampleBytes();
        for (var i = 0; i < swapped.Length; i += 2) (swapped[i], swapped[i + 1]) = (swapped[i + 1], swapped[i]);
        Assert.Equal(Jfk.Samples(), await Decoding.AllAsync(swapped, raw: new RawPcm(16_000, BigEndian: true)));
    }

    [Fact]
    public async Task Headerless_PCM_of_another_shape_decodes_as_a_file_of_that_shape_does()
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
    public async Task Headerless_PCM_of_an_impossible_shape_is_refused(int rate, int channels)
        => await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], raw: new RawPcm(rate, channels)));

    [Fact]
    public async Task No_bytes_are_empty()
    {
        await Assert.ThrowsAsync<EmptyAudioException>(() => Decoding.AllAsync([]));
        await Assert.ThrowsAsync<EmptyAudioException>(() => Decoding.AllAsync([], raw: new RawPcm(8_000)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task No_whole_sample_is_empty(int bytes)
        => await Assert.ThrowsAsync<EmptyAudioException>(() => Decoding.AllAsync(new WaveFile { Rate = 44_100 }.Write(new byte[bytes])));

    [Fact]
    public async Task Silence_is_not_empty()
        => Assert.Equal(new float[16_000], await Decoding.AllAsync(new WaveFile().Write(new float[16_000])));

    [Theory]
    [InlineData(16_000)]
    [InlineData(44_100)]
    public async Task Audio_up_to_the_longest_duration_decodes_and_one_frame_more_does_not(int rate)
    {
        var options = Decoding.InProcess with { MaxDuration = TimeSpan.FromSeconds(2) };
        var file = new WaveFile { Rate = (uint)rate };
        Assert.Equal(32_000, (await Decoding.AllAsync(file.Write(new float[2 * rate]), options)).Length);
        var error = await Assert.ThrowsAsync<AudioTooLongException>(() => Decoding.AllAsync(file.Write(new float[2 * rate + 1]), options));
        Assert.Equal(options.MaxDuration, error.Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(977)]
    public async Task A_stream_in_pieces_decodes_as_the_whole_does(int largestPiece)
    {
        var file = new WaveFile { Rate = 48_000, Channels = 2, Tag = 3, Bits = 32 }.Write(new byte[12_345 * 8]);
        new Random(3).NextBytes(file.AsSpan(60));
        Assert.Equal(await Decoding.AllAsync(file), await Decoding.AllAsync(new TrickleStream(new MemoryStream(file), largestPiece)));
    }

    [Fact]
    public async Task A_fault_of_the_source_is_passed_on()
    {
        var fault = new IOException("the client is gone");
        var source = new TrickleStream(
            new MemoryStream(new WaveFile().Write(new float[100_000])), before: (position, _) => position > 50_000 ? Task.FromException(fault) : Task.CompletedTask);
        Assert.Same(fault, await Assert.ThrowsAsync<IOException>(() => Decoding.AllAsync(source)));
    }

    [Fact]
    public async Task Cancellation_ends_the_decoding()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var blocks = new AudioDecoder(Decoding.InProcess).DecodeAsync(new EndlessStream(new WaveFile().Header(uint.MaxValue), long.MaxValue), null, cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in blocks) await cancel.CancelAsync();
        });
    }

    [Fact]
    public async Task A_source_stays_open()
    {
        var source = new MemoryStream(new WaveFile().Write(new float[100]));
        await Decoding.AllAsync(source);
        Assert.True(source.CanRead);
    }
}
