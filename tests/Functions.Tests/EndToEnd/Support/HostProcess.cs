using System.Collections.Concurrent;
using System.Diagnostics;
using Speech.Functions.Hosting;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>A host in a process of its own, which can be killed.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    /// <param name="model">The folder of a model.</param>
    /// <param name="settings">Further settings.</param>
    public HostProcess(string model, IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StartupMessage).Assembly.Location, "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["ASR_MODEL"] = model;
        start.Environment["THREADS"] = "1";
        (start.Environment["DIARIZATION_MODEL"], start.Environment["VAD_FILTER"]) = ("none", "false");
        (start.Environment["NUM_BEAMS"], start.Environment["PRECISION"]) = ("1", "fp32");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The lines that it has written so far.</summary>
    public string Output => string.Join('\n', _lines);

    public bool IsListening => _lines.Any(line => line.StartsWith("Listening on", StringComparison.Ordinal));

    /// <summary>The first address of the host, once it has started.</summary>
    public async Task<Uri> StartedAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!IsListening)
        {
            Assert.False(HasExited, Output);
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
        return new Uri(_lines.First(line => line.StartsWith("Listening on", StringComparison.Ordinal)).Split(' ')[2].TrimEnd(','));
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Kills the process without a chance to release its leases.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
