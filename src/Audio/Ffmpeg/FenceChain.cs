using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using Speech.Audio.Errors;

namespace Speech.Audio.Ffmpeg;

/// <summary>Programs of Linux that start the decoder behind further fences, one after the other and each in place of the one before: as
/// many of them as this system has and permits.</summary>
[SupportedOSPlatform("linux")]
internal static class FenceChain
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A session of its own. Namespaces of its own, for users, without access to processes outside, and for the network, without a way
    /// out; within them its processes are counted apart from those of its user. No capabilities, which only root has.
    /// </summary>
    private static readonly string[][] Programs =
    [
        ["setsid"],
        ["unshare", "--user", "--map-current-user", "--net", "--ipc", "--", "prlimit", "--nproc=1000", "--"],
        ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"],
    ];

    private static readonly Lazy<Task<IReadOnlyList<string>>> Found = new(ProbeAsync);

    /// <summary>The start of the command line; empty where there is no such program. Tried once in the life of the process.</summary>
    public static Task<IReadOnlyList<string>> FindAsync() => Found.Value;

    /// <summary>How to start a program by the chain.</summary>
    /// <param name="program">Its name, which is looked up in <c>PATH</c>, or its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="AudioDecoderMissingException">The program does not exist.</exception>
    public static async Task<ProcessStartInfo> CreateStartInfoAsync(string program, IEnumerable<string> arguments)
    {
        var chain = await FindAsync();
        if (chain.Count == 0) return FfmpegStartInfo.Create(program, arguments);
        // The chain starts, whether or not the program exists.
        var path = ProgramFile.Find(program) ?? throw new AudioDecoderMissingException(new FileNotFoundException(null, program));
        return FfmpegStartInfo.Create(chain[0], [.. chain.Skip(1), path, .. arguments]);
    }

    /// <summary>Whether an error output is that of one of these programs, which then has not started the decoder.</summary>
    public static bool HasFailed(string errorOutput)
        => Programs.SelectMany(program => program).Any(word => errorOutput.StartsWith(word + ": ", StringComparison.Ordinal));

    private static async Task<IReadOnlyList<string>> ProbeAsync()
    {
        string[] chain = [];
        foreach (var program in Programs)
            if (await RunsAsync([.. chain, .. program, "true"])) chain = [.. chain, .. program];
        return chain;
    }

    private static async Task<bool> RunsAsync(string[] command)
    {
        using var timeout = new CancellationTokenSource(ProbeTimeout);
        try
        {
            LinuxFences.ForbidNewPrivileges();
            using var process = Process.Start(FfmpegStartInfo.Create(command[0], command[1..]))!;
            await using var killed = timeout.Token.Register(process.Kill);
            await process.WaitForExitAsync(CancellationToken.None);
            return process.ExitCode == 0;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return false;
        }
    }
}
