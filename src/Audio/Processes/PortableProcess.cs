using System.ComponentModel;
using System.Diagnostics;

namespace Speech.Audio.Processes;

/// <summary>A program on a system without <see cref="Sandbox.SandboxedProcess"/>: no shell, and an environment without secrets.</summary>
internal sealed class PortableProcess : IChildProcess
{
    private readonly Process _process;

    private PortableProcess(Process process) => _process = process;

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public Stream Errors => _process.StandardError.BaseStream;

    /// <exception cref="Win32Exception">The system cannot start it.</exception>
    public static PortableProcess Start(Command command)
    {
        var info = new ProcessStartInfo(command.Program, command.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in info.Environment.Keys.Where(name => !Command.Inherits(name)).ToArray()) info.Environment.Remove(name);
        return new(Process.Start(info)!);
    }

    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Kill()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // The process has exited in the meantime.
        }
    }

    public void Dispose()
    {
        Output.Dispose();
        Errors.Dispose();
        _process.Dispose();
    }
}
