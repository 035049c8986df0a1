using System.Collections;
using System.Runtime.Versioning;
using Speech.Audio.Processes;

namespace Speech.Audio.Sandbox;

/// <summary>Arguments of <c>posix_spawn</c>: the standard streams, an environment without secrets, a session of its own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SpawnArguments : IDisposable
{
    // spawn.h, of which the structures have less than 512 bytes; asm-generic/signal.h
    private const short DefaultSignals = 0x04, SignalMask = 0x08, OwnSession = 0x80;
    private const int StructureBytes = 512, SignalSetBytes = 128, BrokenPipe = 13;

    private readonly NativeBlocks _blocks = new();

    /// <param name="path">The path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="streams">File descriptors of its standard input, output and error output.</param>
    public SpawnArguments(string path, IEnumerable<string> arguments, params ReadOnlySpan<int> streams)
    {
        (ProcessId, Path) = (_blocks.Zeros(sizeof(int)), _blocks.Text(path));
        Arguments = _blocks.Texts([path, .. arguments]);
        Environment = _blocks.Texts(
            from DictionaryEntry variable in System.Environment.GetEnvironmentVariables()
            where Command.Inherits((string)variable.Key)
            select $"{variable.Key}={variable.Value}");
        Attributes = _blocks.Zeros(StructureBytes);
        _ = LibC.InitializeAttributes(Attributes);
        _ = LibC.SetFlags(Attributes, DefaultSignals | SignalMask | OwnSession);
        // The runtime ignores it, and ignored signals remain ignored.
        var signals = new byte[SignalSetBytes];
        signals[(BrokenPipe - 1) / 8] = 1 << (BrokenPipe - 1) % 8;
        _ = LibC.SetDefaultSignals(Attributes, _blocks.Copy(signals));
        Actions = _blocks.Zeros(StructureBytes);
        _ = LibC.InitializeActions(Actions);
        for (var stream = 0; stream < streams.Length; stream++) _ = LibC.AddDuplicate(Actions, streams[stream], stream);
    }

    /// <summary>Address of the number that receives the process's id.</summary>
    public nint ProcessId { get; }

    public nint Path { get; }

    public nint Actions { get; }

    public nint Attributes { get; }

    public nint Arguments { get; }

    public nint Environment { get; }

    public void Dispose()
    {
        _ = LibC.DestroyActions(Actions);
        _blocks.Dispose();
    }
}
