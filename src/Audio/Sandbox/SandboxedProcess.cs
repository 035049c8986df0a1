using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Speech.Audio.Processes;

namespace Speech.Audio.Sandbox;

/// <summary>A program in a sandbox of all that this Linux has for it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SandboxedProcess : IChildProcess
{
    // linux/wait.h, asm-generic/signal.h
    private const int OneProcess = 1, Exited = 4, LeaveWaitable = 0x0100_0000, KillSignal = 9, SignalInfoBytes = 128;
    private const int NoSuchFile = 2, Interrupted = 4, FirstSignal = 128, Unknown = 255;

    private readonly AnonymousPipeServerStream _input = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _output = new(PipeDirection.In);
    private readonly AnonymousPipeServerStream _errors = new(PipeDirection.In);
    private readonly Lock _lock = new();
    private int _processId;
    private Task<int>? _exit;
    private bool _hasEnded;

    private SandboxedProcess()
    {
    }

    public Stream Input => _input;

    public Stream Output => _output;

    public Stream Errors => _errors;

    private AnonymousPipeServerStream[] Pipes => [_input, _output, _errors];

    /// <param name="command">The program.</param>
    /// <param name="cpuTime">The CPU time after which the system kills it.</param>
    /// <exception cref="Win32Exception">The system cannot start it.</exception>
    /// <exception cref="IOException">There are no further pipes.</exception>
    public static SandboxedProcess Start(Command command, TimeSpan cpuTime)
    {
        var path = ProgramFile.Find(command.Program) ?? throw new Win32Exception(NoSuchFile);
        var process = new SandboxedProcess();
        try
        {
            process.Start(path, command);
        }
        catch
        {
            process.Dispose();
            throw;
        }
        ResourceLimits.Set(process._processId, cpuTime);
        return process;
    }

    /// <summary>What the kernel has for the sandbox, in words.</summary>
    public static string Describe()
    {
        var landlock = LandlockRuleset.FindVersion();
        return string.Join(
            ", ", landlock > 0 ? $"Landlock {landlock}" : "no Landlock", SystemCallFilter.IsSupported() ? "seccomp" : "no seccomp");
    }

    public Task<int> WaitForExitAsync()
    {
        lock (_lock) return _exit ??= Task.Run(WaitForExit);
    }

    public void Kill()
    {
        lock (_lock)
            if (!_hasEnded)
                _ = LibC.Kill(-_processId, KillSignal);
    }

    public void Dispose()
    {
        foreach (var pipe in Pipes)
        {
            // Disposal alone leaves it open, where the program was not started.
            pipe.DisposeLocalCopyOfClientHandle();
            pipe.Dispose();
        }
    }

    private void Start(string path, Command command)
    {
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        using var landlock = LandlockRuleset.Create(file, command.InputFile);
        using var arguments = new SpawnArguments(path, command.Arguments, Descriptor(_input), Descriptor(_output), Descriptor(_errors));
        SandboxedStart.Run(arguments, landlock);
        _processId = Marshal.ReadInt32(arguments.ProcessId);
        foreach (var pipe in Pipes) pipe.DisposeLocalCopyOfClientHandle();
    }

    private static int Descriptor(AnonymousPipeServerStream pipe) => (int)pipe.ClientSafePipeHandle.DangerousGetHandle();

    /// <summary>Its id is its own until it has been waited for: it is not killed afterwards.</summary>
    private int WaitForExit()
    {
        using var blocks = new NativeBlocks();
        var (info, status) = (blocks.Zeros(SignalInfoBytes), blocks.Zeros(sizeof(int)));
        while (LibC.WaitId(OneProcess, _processId, info, Exited | LeaveWaitable) < 0 && Marshal.GetLastSystemError() == Interrupted)
        {
            // Waits on.
        }
        lock (_lock)
        {
            var waited = LibC.WaitPid(_processId, status, 0);
            _hasEnded = true;
            if (waited != _processId) return Unknown;
        }
        var (signal, code) = (Marshal.ReadByte(status) & 0x7F, Marshal.ReadByte(status, 1));
        return signal == 0 ? code : FirstSignal + signal;
    }
}
