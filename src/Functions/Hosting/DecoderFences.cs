using Speech.Audio;

namespace Speech.Functions.Hosting;

/// <summary>Logs the fences around ffmpeg.</summary>
internal sealed partial class DecoderFences(ILogger<DecoderFences> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (AudioDecoder.DescribeFences() is { } fences) LogFences(fences);
        else LogNone();
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ffmpeg runs behind: {Fences}")]
    private partial void LogFences(string fences);

    [LoggerMessage(Level = LogLevel.Information, Message = "ffmpeg runs without fences of this system, which are those of Linux")]
    private partial void LogNone();
}
