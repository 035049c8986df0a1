using Speech.Audio.Errors;
using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Ffmpeg;

/// <summary>The limits that Linux enforces on the decoder, seen by a program in its place.</summary>
public sealed class FenceTests
{
    [Fact]
    public async Task A_decoder_has_limits_and_gains_no_privileges()
    {
        using var spy = new FfmpegStub(
            "cat > /dev/null; cat /proc/self/limits /proc/self/status | grep -E '^(Max|NoNewPrivs)' >&2; exit 3");
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(
            () => Decoding.AllAsync(new byte[100], spy.Options with { FfmpegTimeLimit = TimeSpan.FromSeconds(10) }));

        Assert.Matches(@"Max cpu time +40 +40 ", exception.Diagnostics);
        Assert.Matches(@"Max file size +0 +0 ", exception.Diagnostics);
        Assert.Matches(@"Max core file size +0 +0 ", exception.Diagnostics);
        Assert.Matches(@"Max open files +64 +64 ", exception.Diagnostics);
        Assert.Matches(@"Max address space +4294967296 +4294967296 ", exception.Diagnostics);
        Assert.Matches(@"NoNewPrivs:\s+1", exception.Diagnostics);
    }

    [Fact]
    public async Task A_decoder_cannot_write_a_file()
    {
        using var folder = new TemporaryFolder();
        using var spy = new FfmpegStub($"cat > /dev/null; (echo loot > '{folder.PathOf("loot")}') 2> /dev/null; exit 3");
        await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], spy.Options));
        Assert.Equal(0, new FileInfo(folder.PathOf("loot")).Length);
    }
}
