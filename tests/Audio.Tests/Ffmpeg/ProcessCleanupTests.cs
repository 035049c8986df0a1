using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Ffmpeg;

/// <summary>No process outlives its decoding.</summary>
public sealed class ProcessCleanupTests
{
    [Fact]
    public async Task No_process_is_left_after_success()
    {
        using var ffmpeg = new FfmpegStub();
        Assert.NotEmpty(await Decoding.AllAsync(Flac(2), ffmpeg.Options));
        Assert.Equal(0, ffmpeg.RunningCount);
    }

    [Fact]
    public async Task No_process_is_left_after_the_caller_stops_early()
    {
        using var ffmpeg = new FfmpegStub();
        var source = new MemoryStream(Flac(60));
        await foreach (var _ in new AudioDecoder(ffmpeg.Options).DecodeAsync(source, null, TestContext.Current.CancellationToken))
        {
            Assert.Equal(1, ffmpeg.RunningCount);
            break;
        }
        Assert.Equal(0, ffmpeg.RunningCount);
    }

    [Fact]
    public async Task No_process_is_left_after_cancellation_between_blocks()
    {
        using var ffmpeg = new FfmpegStub();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var source = new MemoryStream(Flac(60));
        var blocks = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in new AudioDecoder(ffmpeg.Options).DecodeAsync(source, null, cancel.Token))
            {
                blocks++;
                await cancel.CancelAsync();
            }
        });
        Assert.Equal((1, 0), (blocks, ffmpeg.RunningCount));
    }

    [Fact]
    public async Task No_process_is_left_after_cancellation_during_a_read_of_the_source()
    {
        using var ffmpeg = new FfmpegStub();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var source = new TrickleStream(new MemoryStream(Flac(2)), before: (position, token) => position < 4_096 ? Task.CompletedTask
            : HangAsync(token), maxBlock: 512);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in new AudioDecoder(ffmpeg.Options).DecodeAsync(source, null, cancel.Token))
            {
            }
        });
        Assert.Equal(0, ffmpeg.RunningCount);

        async Task HangAsync(CancellationToken token)
        {
            var hanging = Task.Delay(Timeout.Infinite, token);
            await cancel.CancelAsync();
            await hanging;
        }
    }

    [Fact]
    public async Task No_process_is_left_after_an_exception_of_the_source()
    {
        using var ffmpeg = new FfmpegStub();
        var fault = new IOException("the client disconnected");
        var source = new TrickleStream(new MemoryStream(Flac(20)), before: (position, _) => position < 4_096 ? Task.CompletedTask
            : Task.FromException(fault), maxBlock: 512);
        Assert.Same(fault, await Assert.ThrowsAsync<IOException>(() => Decoding.AllAsync(source, ffmpeg.Options)));
        Assert.Equal(0, ffmpeg.RunningCount);
    }

    [Fact]
    public async Task No_process_is_left_after_a_rejection()
    {
        using var ffmpeg = new FfmpegStub();
        await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100_000], ffmpeg.Options));
        Assert.Equal(0, ffmpeg.RunningCount);
    }

    [Fact]
    public async Task Concurrent_decodings_are_independent()
    {
        using var ffmpeg = new FfmpegStub();
        var file = Flac(3);
        var expected = await Decoding.AllAsync(file, ffmpeg.Options);
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Decoding.AllAsync(file, ffmpeg.Options)));
        Assert.All(all, decoded => Assert.Equal(expected, decoded));
        Assert.Equal(0, ffmpeg.RunningCount);
    }

    private static byte[] Flac(int seconds)
    {
        FfmpegTool.RequireEncoder("flac");
        return FfmpegTool.Encode(new TestSupport.Audio.WaveFile().Write(Signals.Noise(seconds * 16_000)), "flac");
    }
}
