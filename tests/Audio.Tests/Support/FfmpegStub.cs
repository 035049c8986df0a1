namespace Speech.Audio.Tests.Support;

/// <summary>ffmpeg, or a stand-in, under a name that no other process has, so that what is left of it can be counted.</summary>
internal sealed class FfmpegStub : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // The kernel keeps 15 characters of a process's name.
    private readonly string _name = "ff-" + Guid.NewGuid().ToString("N")[..12];

    /// <param name="script">What the stand-in does (sh); null for the real program.</param>
    public FfmpegStub(string? script = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "counting processes reads /proc");
        if (script is null)
        {
            File.CreateSymbolicLink(Path, FfmpegTool.FullPath);
            return;
        }
        var executable = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) executable.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        using var writer = new StreamWriter(Path, executable);
        writer.Write("#!/bin/sh\n" + script + "\n");
    }

    public string Path => _folder.PathOf(_name);

    public AudioOptions Options => new() { FfmpegPath = Path };

    /// <summary>Processes of this name, dead but unreaped ones included.</summary>
    public int RunningCount => Directory.EnumerateDirectories("/proc").Count(folder =>
    {
        try
        {
            return File.ReadAllText(folder + "/stat").Contains($"({_name})", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    public void Dispose() => _folder.Dispose();
}
