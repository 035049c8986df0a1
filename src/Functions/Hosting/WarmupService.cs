using Speech.Transcription.Models;

namespace Speech.Functions.Hosting;

/// <summary>Loads the model and runs it once while the host starts, without holding up its start.</summary>
internal sealed class WarmupService(ModelHealth health) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => health.CheckAsync().WaitAsync(stoppingToken);
}
