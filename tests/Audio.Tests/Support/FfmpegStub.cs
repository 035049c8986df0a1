namespace Speech.Audio.Tests.Support;

/// <summary>ffmpeg or a script under a unique process name, so that remaining processes can be counted.</summary>
internal sealed class FfmpegStub : IDisposable
{
    /// <summary>Shell command for the header of the samples: AU, 32-bit floats, 16 kHz, mono.</summary>
    public const string WriteHeader
        = @"printf '.snd\0\0\0\030\377\377\377\377\0\0\0\006\0\0\076\200\0\0\0\001'; ";

    private readonly TemporaryFolder _folder = new();

    // The kernel truncates process names to 15 characters.
    private readonly string _name = "ff-" + Guid.NewGuid().ToString("N")[..12];

    /// <param name="script">Shell script to run instead of ffmpeg; null for ffmpeg itself.</param>
    public FfmpegStub(string? script = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "counting processes reads /proc");
        if (script is null)
        {
            File.CreateSymbolicLink(Path, FfmpegTool.FullPath);
            return;
        }
        var executable = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) executable.UnixCreateMode =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        using var writer = new StreamWriter(Path, executable);
        writer.Write("#!/bin/sh\n" + script + "\n");
    }

    public string Path => _folder.PathOf(_name);

    public AudioOptions Options => new() { FfmpegPath = Path };

    /// <summary>Number of processes of this name that this process has started, including zombies.</summary>
    public int RunningCount => ProcessFolders.Count();

    /// <summary>Their folders in <c>/proc</c>. The children of a killed script are buried by init, which takes its time.</summary>
    public IEnumerable<string> ProcessFolders => Directory.EnumerateDirectories("/proc").Where(folder =>
    {
        try
        {
            var state = File.ReadAllText(folder + "/stat").Split($"({_name})");
            return state.Length == 2 && state[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == $"{Environment.ProcessId}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    public void Dispose() => _folder.Dispose();
}
