using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Speech.Audio.Sandbox;

/// <summary>Functions of the C library. Structures are passed as addresses, so that a call runs no code but its own.</summary>
[SupportedOSPlatform("linux")]
internal static class LibC
{
    /// <summary>Resolves all functions, so that a sandboxed thread need not open the library.</summary>
    public static void Resolve()
    {
        foreach (var method in typeof(LibC).GetMethods(BindingFlags.Static | BindingFlags.Public))
            if (method.Name != nameof(Resolve))
                Marshal.Prelink(method);
    }

    [DllImport("libc", EntryPoint = "syscall")]
    public static extern nint SystemCall(nint number, nint first, nint second, nint third, nint fourth, nint fifth);

    [DllImport("libc", EntryPoint = "prctl")]
    public static extern int Control(int option, nint second, nint third, nint fourth, nint fifth);

    [DllImport("libc", EntryPoint = "capset")]
    public static extern int SetCapabilities(nint header, nint data);

    [DllImport("libc", EntryPoint = "open")]
    public static extern int Open(nint path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    public static extern int Close(int file);

    [DllImport("libc", EntryPoint = "kill")]
    public static extern int Kill(int processOrGroup, int signal);

    [DllImport("libc", EntryPoint = "waitid")]
    public static extern int WaitId(int kind, int process, nint info, int options);

    [DllImport("libc", EntryPoint = "waitpid")]
    public static extern int WaitPid(int process, nint status, int options);

    [DllImport("libc", EntryPoint = "posix_spawn")]
    public static extern int Spawn(nint process, nint path, nint actions, nint attributes, nint arguments, nint environment);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static extern int InitializeAttributes(nint attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static extern int SetFlags(nint attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static extern int SetDefaultSignals(nint attributes, nint signals);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static extern int InitializeActions(nint actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static extern int AddDuplicate(nint actions, int file, int duplicate);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static extern int DestroyActions(nint actions);
}
