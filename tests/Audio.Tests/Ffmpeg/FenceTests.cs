using System.Net;
using System.Net.Sockets;
using Speech.Audio.Errors;
using Speech.Audio.Ffmpeg;
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

    [Fact]
    public async Task A_decoder_has_a_session_of_its_own()
    {
        await RequireAsync("setsid");
        Assert.Equal("leads", await RunAsync("set -- $(cat /proc/$$/stat); [ $$ = $6 ] && echo leads"));
    }

    [Fact]
    public async Task A_decoder_cannot_connect_to_any_address()
    {
        await RequireAsync("unshare");
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using (var bait = new TcpClient())
        {
            await bait.ConnectAsync((IPEndPoint)server.LocalEndpoint, Stop);
            (await server.AcceptTcpClientAsync(Stop)).Dispose();
        }
        FfmpegTool.RequireEncoder("flac");

        var error = await RunAsync($"'{FfmpegTool.FullPath}' -v error -i tcp://{server.LocalEndpoint} -f null - 2>&1 | head -n 1");

        Assert.Contains("Network is unreachable", error, StringComparison.Ordinal);
        Assert.False(server.Pending());
    }

    [Fact]
    public async Task A_decoder_cannot_look_into_processes_of_its_user()
    {
        await RequireAsync("unshare");
        Assert.NotEmpty(await File.ReadAllBytesAsync("/proc/self/environ", Stop));
        Assert.Equal("0", await RunAsync("cat /proc/$PPID/environ /proc/$PPID/maps 2> /dev/null | wc -c"));
    }

    [Fact]
    public async Task A_decoder_has_no_capabilities_and_a_bound_of_processes()
    {
        await RequireAsync("unshare");
        Assert.Equal("0000000000000000", await RunAsync("grep CapEff /proc/self/status | cut -f 2"));
        // The system counts those of root but does not stop them.
        Assert.Matches(@"Max processes +1000 +1000 ", await RunAsync("grep processes /proc/self/limits"));
    }

    [Fact]
    public async Task Root_cannot_gain_capabilities_either()
    {
        Assert.SkipUnless(Environment.UserName == "root", "others have none");
        await RequireAsync("setpriv");
        Assert.Equal("0000000000000000", await RunAsync("grep CapBnd /proc/self/status | cut -f 2"));
    }

    [Theory]
    [InlineData("unshare: unshare failed: Operation not permitted")]
    [InlineData("setpriv: failed to execute ffmpeg: No such file or directory")]
    public async Task A_fence_that_fails_is_not_the_audios_failure(string error)
    {
        using var stub = new FfmpegStub($"cat > /dev/null; echo '{error}' >&2; exit 1");
        await Assert.ThrowsAsync<AudioDecoderFailedException>(() => Decoding.AllAsync(new byte[100], stub.Options));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task RequireAsync(string fence)
        => Assert.SkipUnless(
            OperatingSystem.IsLinux() && (await FenceChain.FindAsync()).Contains(fence),
            $"this system has no {fence}, or does not permit it");

    /// <summary>The first line that a script in the decoder's place writes.</summary>
    private static async Task<string> RunAsync(string script)
    {
        using var spy = new FfmpegStub($"cat > /dev/null; ({script}) >&2; exit 3");
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], spy.Options));
        return exception.Diagnostics!.Trim();
    }
}
