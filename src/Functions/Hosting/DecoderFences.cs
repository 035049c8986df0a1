using Speech.Audio;

namespace Speech.Functions.Hosting;

/// <summary>Finds and logs the fences around ffmpeg, so that the first request need not wait for it.</summary>
internal sealed partial class DecoderFences(ILogger<DecoderFences> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var fences = await AudioDecoder.FindFencesAsync();
        if (fences.Length > 0) LogFound(fences);
        else LogNone();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ffmpeg is started by: {Fences}")]
    private partial void LogFound(string fences);

    [LoggerMessage(Level = LogLevel.Information, Message = "ffmpeg has no session, network or users of its own on this system")]
    private partial void LogNone();
}
