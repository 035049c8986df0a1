using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Speech.Audio.Sandbox;

/// <summary>Limits that Linux enforces on a process. They are set before it receives its input, and its children inherit them.</summary>
[SupportedOSPlatform("linux")]
internal static class ResourceLimits
{
    // asm-generic/resource.h
    private const int Cpu = 0, FileSize = 1, Core = 4, Processes = 6, OpenFiles = 7, AddressSpace = 9;
    private const ulong MaxAddressSpace = 4UL << 30;
    private const ulong MaxOpenFiles = 64;
    private const ulong CpuSecondsToEnd = 5;

    /// <summary>Processes and threads beyond those that the system has already; root's are not limited.</summary>
    private const ulong FurtherProcesses = 1000;

    /// <summary>Limits a process: CPU time, address space, processes and open files, and it cannot write any file.</summary>
    /// <param name="processId">The process; it may have ended already.</param>
    /// <param name="cpuTime">The CPU time after which the system kills it.</param>
    public static void Set(int processId, TimeSpan cpuTime)
    {
        // At the first it gets SIGXCPU, at the second SIGKILL, like a process for which the server has no memory.
        var cpuSeconds = (ulong)Math.Ceiling(cpuTime.TotalSeconds);
        Set(processId, Cpu, cpuSeconds, cpuSeconds + CpuSecondsToEnd);
        Set(processId, FileSize, 0);
        Set(processId, Core, 0);
        Set(processId, OpenFiles, MaxOpenFiles);
        Set(processId, AddressSpace, MaxAddressSpace);
        if (CountThreads() is { } threads) Set(processId, Processes, threads + FurtherProcesses);
    }

    private static void Set(int processId, int resource, ulong value) => Set(processId, resource, value, value);

    private static void Set(int processId, int resource, ulong soft, ulong hard)
    {
        var limit = new Limit(soft, hard);
        _ = SetLimit(processId, resource, in limit, 0);
    }

    /// <summary>Threads of the system, since those of a user, which the kernel limits, are not shown anywhere. Null if unknown.</summary>
    private static ulong? CountThreads()
    {
        try
        {
            var fields = File.ReadAllText("/proc/loadavg").Split(' ', '/');
            return ulong.Parse(fields[4], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "prlimit")]
    private static extern int SetLimit(int processId, int resource, in Limit limit, nint oldLimit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Limit(ulong Soft, ulong Hard);
}
