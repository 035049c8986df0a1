using Microsoft.Extensions.Time.Testing;
using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Ffmpeg;

/// <summary>The time limit covers ffmpeg only, not the caller and the source.</summary>
public sealed class TimeLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_hanging_decoder_is_killed_at_the_time_limit()
    {
        using var hanging = new FfmpegStub("cat > /dev/null; sleep 1000");
        var options = hanging.Options with { FfmpegTimeLimit = TimeSpan.FromSeconds(30) };
        var decoding = ReadAsync(new AudioDecoder(options, _time), new MemoryStream(new byte[1_000]));
        var advanced = TimeSpan.Zero;
        while (!decoding.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            advanced += TimeSpan.FromSeconds(1);
            await Task.Yield();
        }
        var exception = await Assert.ThrowsAsync<AudioTimeLimitException>(() => decoding);
        Assert.Equal(options.FfmpegTimeLimit, exception.Limit);
        Assert.True(advanced >= options.FfmpegTimeLimit);
        Assert.Equal(0, hanging.RunningCount);
    }

    [Fact]
    public async Task Time_in_which_the_caller_processes_a_block_does_not_count()
    {
        FfmpegTool.RequireEncoder("flac");
        var file = FfmpegTool.Encode(Jfk.File(), "flac");
        var samples = 0;
        await foreach (var block in new AudioDecoder(new AudioOptions(), _time)
            .DecodeAsync(new MemoryStream(file), null, TestContext.Current.CancellationToken))
        {
            samples += block.Length;
            _time.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(Jfk.SampleCount, samples);
    }

    [Fact]
    public async Task Time_in_which_the_source_has_no_data_does_not_count()
    {
        FfmpegTool.RequireEncoder("flac");
        var file = FfmpegTool.Encode(Jfk.File(), "flac");
        var slow = new TrickleStream(new MemoryStream(file), maxBlock: 20_000, before: (_, _) =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return Task.CompletedTask;
        });
        Assert.Equal(Jfk.SampleCount, await ReadAsync(new AudioDecoder(new AudioOptions(), _time), slow));
    }

    private static async Task<int> ReadAsync(AudioDecoder decoder, Stream source)
    {
        var samples = 0;
        await foreach (var block in decoder.DecodeAsync(source, null, TestContext.Current.CancellationToken)) samples += block.Length;
        return samples;
    }
}
