using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Speech.Audio.Ffmpeg;

/// <summary>Limits that Linux enforces on a decoder process. They are set before it receives its input, and its children inherit
/// them.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxFences
{
    private const int Cpu = 0, FileSize = 1, Core = 4, OpenFiles = 7, AddressSpace = 9;
    private const int SetNoNewPrivileges = 38;
    private const ulong MaxAddressSpace = 4UL << 30;
    private const ulong MaxOpenFiles = 64;

    /// <summary>Programs that this thread starts gain no privileges, for example by setuid files. Cannot be undone, which harms no
    /// thread of this program.</summary>
    public static void ForbidNewPrivileges() => _ = Prctl(SetNoNewPrivileges, 1, 0, 0, 0);

    /// <summary>Limits a process: CPU time, address space and open files, and it cannot write any file.</summary>
    /// <param name="processId">The process; it may have ended already.</param>
    /// <param name="cpuTime">The CPU time after which the system kills it.</param>
    public static void Limit(int processId, TimeSpan cpuTime)
    {
        Set(processId, Cpu, (ulong)Math.Ceiling(cpuTime.TotalSeconds));
        Set(processId, FileSize, 0);
        Set(processId, Core, 0);
        Set(processId, OpenFiles, MaxOpenFiles);
        Set(processId, AddressSpace, MaxAddressSpace);
    }

    private static void Set(int processId, int resource, ulong value)
    {
        var limit = new ResourceLimit(value, value);
        _ = SetLimit(processId, resource, in limit, 0);
    }

    [DllImport("libc", EntryPoint = "prlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int processId, int resource, in ResourceLimit limit, nint oldLimit);

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
