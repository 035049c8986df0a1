using Speech.Transcription.Models;

namespace Speech.Functions.Hosting;

/// <summary>Loads the models and runs them once in the background while the host starts.</summary>
internal sealed class WarmupService(ModelHealth health) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => health.CheckAsync().WaitAsync(stoppingToken);
}
