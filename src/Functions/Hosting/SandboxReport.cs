using Speech.Audio;

namespace Speech.Functions.Hosting;

/// <summary>Logs what the sandbox of ffmpeg consists of.</summary>
internal sealed partial class SandboxReport(ILogger<SandboxReport> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (AudioDecoder.DescribeSandbox() is { } sandbox) LogSandbox(sandbox);
        else LogNone();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ffmpeg runs in a sandbox: {Sandbox}")]
    private partial void LogSandbox(string sandbox);

    [LoggerMessage(Level = LogLevel.Information, Message = "ffmpeg runs without a sandbox, which needs Linux")]
    private partial void LogNone();
}
