using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Speech.Audio.Sandbox;

/// <summary>
/// Starts a program from a thread of its own that has given up its rights first: they belong to a thread, and what it starts inherits what
/// is left. No thread can get them back, so that this one ends with the start. In between it runs no code of the runtime, which
/// could start threads that would be sandboxed, too, or open files.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class SandboxedStart
{
    // linux/prctl.h, linux/capability.h
    private const int DropBounding = 24, SetNoNewPrivileges = 38;
    private const int Capabilities = 64, CapabilityVersion = 0x2008_0522;

    // asm-generic/errno-base.h
    private const int NotPermitted = 1, TryAgain = 11;

    private readonly nint _noCapabilitiesHeader;
    private readonly nint _noCapabilities;
    private readonly int _landlock;
    private readonly nint _filter;
    private readonly SpawnArguments _arguments;
    private int _error;
    private bool _isSandboxed;

    private SandboxedStart(NativeBlocks blocks, LandlockRuleset? landlock, SpawnArguments arguments)
    {
        var header = new byte[8];
        MemoryMarshal.Write(header, CapabilityVersion);
        (_noCapabilitiesHeader, _noCapabilities) = (blocks.Copy(header), blocks.Zeros(24));
        _landlock = landlock?.File ?? 0;
        _filter = SystemCallFilter.IsSupported() ? SystemCallFilter.Write(blocks) : 0;
        _arguments = arguments;
    }

    /// <param name="arguments">What to start.</param>
    /// <param name="landlock">The files that it may open; null without Landlock.</param>
    /// <exception cref="Win32Exception">The system cannot start it, or the sandbox failed.</exception>
    public static void Run(SpawnArguments arguments, LandlockRuleset? landlock)
    {
        LibC.Resolve();
        using var blocks = new NativeBlocks();
        var start = new SandboxedStart(blocks, landlock, arguments);
        var thread = new Thread(start.RunSandboxed) { IsBackground = true };
        try
        {
            // Without the caller's context, whose end would run code.
            thread.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            throw new Win32Exception(TryAgain);
        }
        thread.Join();
        if (!start._isSandboxed) throw new Win32Exception(NotPermitted, "The kernel refuses a part of the sandbox that it has");
        if (start._error != 0) throw new Win32Exception(start._error);
    }

    /// <summary>Compiled at once: a method that is compiled again when it has run often starts a thread for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunSandboxed()
    {
        // Only root has any, and may not be allowed to drop them.
        for (var capability = 0; capability < Capabilities; capability++) _ = LibC.Control(DropBounding, capability, 0, 0, 0);
        _ = LibC.SetCapabilities(_noCapabilitiesHeader, _noCapabilities);
        if (LibC.Control(SetNoNewPrivileges, 1, 0, 0, 0) < 0) return;
        if (_landlock != 0 && LibC.SystemCall(SystemCalls.LandlockRestrictSelf, _landlock, 0, 0, 0, 0) < 0) return;
        if (_filter != 0 && LibC.Control(SystemCallFilter.SetSeccomp, SystemCallFilter.FilterMode, _filter, 0, 0) < 0) return;
        _isSandboxed = true;
        _error = LibC.Spawn(
            _arguments.ProcessId, _arguments.Path, _arguments.Actions, _arguments.Attributes, _arguments.Arguments, _arguments.Environment);
    }
}
