using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Speech.Audio.Sandbox;

/// <summary>
/// What a program may open, for Landlock: system libraries, itself, one file of input. Everything else that the kernel's version of
/// Landlock knows is refused: all other files, TCP, abstract sockets, signals to processes outside, and looking into them.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LandlockRuleset : IDisposable
{
    // linux/landlock.h
    private const int Execute = 1, WriteFile = 1 << 1, ReadFile = 1 << 2;
    private const int BindTcp = 1, ConnectTcp = 1 << 1;
    private const int ScopeAbstractSockets = 1, ScopeSignals = 1 << 1;
    private const int VersionFlag = 1, PathBeneath = 1;
    // asm-generic/fcntl.h
    private const int PathOnly = 0x20_0000, CloseOnExec = 0x8_0000;

    private static readonly string[] Libraries = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store"];
    private static readonly string[] Readable = ["/etc/ld.so.cache", "/etc/ld.so.preload", "/dev/urandom"];

    private readonly NativeBlocks _blocks = new();

    private LandlockRuleset(int version)
    {
        var attributes = new byte[24];
        // The number of rights over files grew with the version.
        MemoryMarshal.Write(attributes, (1UL << version switch { 1 => 13, 2 => 14, 3 or 4 => 15, _ => 16 }) - 1);
        if (version >= 4) MemoryMarshal.Write(attributes.AsSpan(8), (ulong)(BindTcp | ConnectTcp));
        if (version >= 6) MemoryMarshal.Write(attributes.AsSpan(16), (ulong)(ScopeAbstractSockets | ScopeSignals));
        File = (int)LibC.SystemCall(SystemCalls.LandlockCreateRuleset, _blocks.Copy(attributes), attributes.Length, 0, 0, 0);
    }

    /// <summary>The file descriptor; negative where the kernel has refused it.</summary>
    public int File { get; }

    /// <summary>The version of the kernel's Landlock; less than 1 where it has none.</summary>
    public static int FindVersion() => (int)LibC.SystemCall(SystemCalls.LandlockCreateRuleset, 0, 0, VersionFlag, 0, 0);

    /// <param name="program">The path of the program.</param>
    /// <param name="inputFile">The file that it reads, or null.</param>
    /// <returns>Null where the kernel has no Landlock.</returns>
    public static LandlockRuleset? Create(string program, string? inputFile)
    {
        if (FindVersion() is var version && version < 1) return null;
        var rules = new LandlockRuleset(version);
        foreach (var folder in Libraries.Concat(FoldersOf(program)).Where(Directory.Exists)) rules.Allow(folder, Execute | ReadFile);
        rules.Allow(program, Execute | ReadFile);
        foreach (var file in Readable.Append(inputFile).OfType<string>()) rules.Allow(file, ReadFile);
        rules.Allow("/dev/null", ReadFile | WriteFile);
        return rules;
    }

    public void Dispose()
    {
        if (File >= 0) _ = LibC.Close(File);
        _blocks.Dispose();
    }

    /// <summary>Where the libraries of a program may lie that is not one of the system's.</summary>
    private static IEnumerable<string> FoldersOf(string program)
    {
        var folder = Path.GetDirectoryName(program)!;
        string[] own = [Path.Combine(folder, "lib"), Path.Combine(folder, "..", "lib")];
        return own.Concat(Environment.GetEnvironmentVariable("LD_LIBRARY_PATH")?.Split(':') ?? []);
    }

    /// <summary>Allows access to a file, or to all files in a folder.</summary>
    /// <param name="path">Its path; ignored where it does not exist.</param>
    /// <param name="access">The rights.</param>
    private void Allow(string path, int access)
    {
        var file = LibC.Open(_blocks.Text(path), PathOnly | CloseOnExec);
        if (file < 0) return;
        var rule = new byte[12];
        MemoryMarshal.Write(rule, (ulong)access);
        MemoryMarshal.Write(rule.AsSpan(8), file);
        _ = LibC.SystemCall(SystemCalls.LandlockAddRule, File, PathBeneath, _blocks.Copy(rule), 0, 0);
        _ = LibC.Close(file);
    }
}
