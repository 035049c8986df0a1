using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Speech.Functions.Hosting;
using Speech.TestSupport;

namespace Speech.Chaos.Support;

/// <summary>The plain host in a process with a temporary folder of its own, which can be killed at any moment.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TempFolder _temporary = new();
    private readonly IReadOnlyList<(string Name, string Value)> _settings;
    private Process _process;

    public HostProcess(params IReadOnlyList<(string Name, string Value)> settings)
    {
        _settings = settings;
        _process = Start();
    }

    /// <summary>The lines that all of its processes have written.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>Files of audio that are left in its temporary folder.</summary>
    public IReadOnlyList<string> FilesLeft => Directory.GetFiles(_temporary.Path, "speech-*");

    /// <summary>Peak memory of the process in MB.</summary>
    public long PeakMegabytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line["VmHWM:".Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture) >> 10;
        }
    }

    /// <summary>The number of its open files, pipes and connections.</summary>
    public int OpenFiles => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;

    /// <summary>The number of its threads.</summary>
    public int Threads => Directory.GetDirectories($"/proc/{_process.Id}/task").Length;

    /// <summary>The number of programs that it has started and that have not ended, or that it has not waited for.</summary>
    public int Children
        => Directory.GetDirectories($"/proc/{_process.Id}/task").Sum(task =>
            File.ReadAllText(task + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);

    /// <summary>A client of the host, once it serves requests.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<HttpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        string? line;
        while ((line = _lines.LastOrDefault(text => text.StartsWith("Listening on", StringComparison.Ordinal))) is null)
        {
            LawBrokenException.Unless(!_process.HasExited, "The host does not start: " + string.Join(' ', _lines));
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
        return new HttpClient { BaseAddress = new Uri(line.Split(' ')[2].TrimEnd(',')), Timeout = SharedBlobs.TimeLimit };
    }

    /// <summary>Kills the process and starts another.</summary>
    /// <param name="cancellationToken">Ends the wait for its end.</param>
    public async Task KillAndRestartAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        _process = Start();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _temporary.Dispose();
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StartupMessage).Assembly.Location, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _temporary.Path,
        };
        (start.Environment["TMPDIR"], start.Environment["DOTNET_EnableDiagnostics"]) = (_temporary.Path, "0");
        start.Environment["API_TOKEN"] = "none";
        foreach (var (name, value) in _settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
