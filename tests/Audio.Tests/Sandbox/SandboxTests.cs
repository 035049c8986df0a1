using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Speech.Audio.Errors;
using Speech.Audio.Sandbox;
using Speech.Audio.Tests.Support;

namespace Speech.Audio.Tests.Sandbox;

/// <summary>The sandbox of the decoder, tried by a program in its place.</summary>
[SupportedOSPlatform("linux")]
public sealed class SandboxTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decoder_has_limits()
    {
        var limits = await ReadAsync("limits");
        Assert.Matches(@"Max cpu time +40 +45 ", limits);
        Assert.Matches(@"Max file size +0 +0 ", limits);
        Assert.Matches(@"Max core file size +0 +0 ", limits);
        Assert.Matches(@"Max open files +64 +64 ", limits);
        Assert.Matches(@"Max address space +4294967296 +4294967296 ", limits);
        Assert.Matches(@"Max processes +[1-9]\d{3,5} ", limits);
    }

    [Fact]
    public async Task A_decoder_has_no_privileges_and_gains_none()
    {
        var status = await ReadAsync("status");
        Assert.Matches(@"NoNewPrivs:\s+1", status);
        Assert.Matches(@"CapEff:\s+0{16}", status);
        Assert.Matches(@"CapInh:\s+0{16}", status);
        if (Environment.UserName == "root") Assert.Matches(@"CapBnd:\s+0{16}", status);
    }

    [Fact]
    public async Task A_decoder_has_a_session_of_its_own()
    {
        var stat = (await ReadAsync("stat")).Split(' ');
        Assert.Equal(stat[0], stat[5]);
    }

    [Fact]
    public async Task A_decoder_reads_no_file_but_libraries_and_its_own()
    {
        RequireLandlock();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.PathOf("secret"), "hunter2", Stop);
        var output = await RunAsync($"cat '{folder.PathOf("secret")}' /etc/passwd /proc/self/status /dev/tty 2>&1 | grep -vc denied");
        Assert.Equal("0", output);
    }

    [Fact]
    public async Task A_decoder_cannot_look_into_the_process_that_started_it()
    {
        RequireLandlock();
        Assert.NotEmpty(await File.ReadAllBytesAsync("/proc/self/environ", Stop));
        Assert.Equal("0", await RunAsync("cat /proc/$PPID/environ /proc/$PPID/maps 2> /dev/null | wc -c"));
    }

    [Fact]
    public async Task A_decoder_writes_and_creates_no_file()
    {
        using var folder = new TemporaryFolder();
        var loot = folder.PathOf("loot");
        await RunAsync($"(echo loot > '{loot}') 2> /dev/null");
        if (LandlockRuleset.FindVersion() > 0) Assert.False(File.Exists(loot));
        else Assert.Equal(0, new FileInfo(loot).Length);
    }

    [Fact]
    public async Task A_decoder_changes_no_file()
    {
        RequireSeccomp();
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("precious");
        await File.WriteAllTextAsync(path, "gold", Stop);
        var mode = File.GetUnixFileMode(path);
        await RunAsync(
            $"for action in 'rm -f' 'chmod 777' 'truncate -s 0' 'touch -d 2001-01-01'; do $action '{path}'; done 2> /dev/null; "
            + $"ln '{path}' '{path}-2' 2> /dev/null; mkdir '{path}-3' 2> /dev/null");
        Assert.Equal(["precious"], Directory.EnumerateFileSystemEntries(folder.PathOf("")).Select(Path.GetFileName));
        Assert.Equal(("gold", mode), (await File.ReadAllTextAsync(path, Stop), File.GetUnixFileMode(path)));
        Assert.NotEqual(2001, File.GetLastWriteTime(path).Year);
    }

    [Fact]
    public async Task A_decoder_cannot_connect_to_any_address()
    {
        RequireSeccomp();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        using (var bait = new TcpClient())
        {
            await bait.ConnectAsync((IPEndPoint)server.LocalEndpoint, Stop);
            (await server.AcceptTcpClientAsync(Stop)).Dispose();
        }
        FfmpegTool.RequireEncoder("flac");

        var error = await RunAsync($"'{FfmpegTool.FullPath}' -v error -i tcp://{server.LocalEndpoint} -f null - 2>&1 | head -n 1");

        Assert.Contains("Operation not permitted", error, StringComparison.Ordinal);
        Assert.False(server.Pending());
    }

    [Fact]
    public async Task A_decoder_signals_no_process_outside()
    {
        RequireSeccomp();
        Assert.Equal("refused", await RunAsync("kill -0 $PPID 2> /dev/null || echo refused"));
    }

    [Fact]
    public async Task System_calls_that_no_decoder_needs_are_refused()
    {
        RequireSeccomp();
        Assert.SkipUnless(File.Exists("/usr/bin/perl"), "calls the system by perl");
        var numbers = SystemCalls.Refused(RuntimeInformation.ProcessArchitecture).Concat(
            SystemCalls.OnItself(RuntimeInformation.ProcessArchitecture)).ToList();
        var allowed = await RunAsync(
            "/usr/bin/perl -e 'for (@ARGV) { syscall($_, -1, -1, -1, -1, -1); print STDERR \"$_: $! \" if $! + 0 != 1 } "
            + "print STDERR \"end\"' "
            + string.Join(' ', numbers));
        Assert.Equal("end", allowed);
    }

    [Fact]
    public async Task Threads_of_this_process_are_not_sandboxed()
    {
        RequireSeccomp();
        using var stub = new FfmpegStub("exit 3");
        for (var start = 0; start < 40; start++)
            await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], stub.Options));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        // Those that start a decoder for another test end at once.
        while (Directory.EnumerateDirectories("/proc/self/task").Any(IsSandboxed)) await timer.WaitForNextTickAsync(Stop);
    }

    private static bool IsSandboxed(string thread)
    {
        try
        {
            return File.ReadAllText(thread + "/status").Contains("NoNewPrivs:\t1", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended.
            return false;
        }
    }

    private static void RequireLandlock()
        => Assert.SkipUnless(OperatingSystem.IsLinux() && LandlockRuleset.FindVersion() > 0, "this system has no Landlock");

    private static void RequireSeccomp()
        => Assert.SkipUnless(OperatingSystem.IsLinux() && SystemCallFilter.IsSupported(), "this system has no seccomp");

    /// <summary>A file in <c>/proc</c> of a decoder that waits for its input.</summary>
    private static async Task<string> ReadAsync(string file)
    {
        using var stub = new FfmpegStub("cat > /dev/null; exit 3");
        var text = "";
        var source = new TrickleStream(
            new MemoryStream(new byte[100]), before: (position, _) =>
            {
                if (position > 16 && text.Length == 0) text = File.ReadAllText(Path.Combine(stub.ProcessFolders.Single(), file));
                return Task.CompletedTask;
            });
        await Assert.ThrowsAsync<UndecodableAudioException>(
            () => Decoding.AllAsync(source, stub.Options with { FfmpegTimeLimit = TimeSpan.FromSeconds(10) }));
        return text;
    }

    /// <summary>What a script in the decoder's place writes.</summary>
    private static async Task<string> RunAsync(string script)
    {
        using var spy = new FfmpegStub($"cat > /dev/null; ({script}) >&2; exit 3");
        var exception = await Assert.ThrowsAsync<UndecodableAudioException>(() => Decoding.AllAsync(new byte[100], spy.Options));
        return exception.Diagnostics!.Trim();
    }
}
