using Microsoft.Extensions.Diagnostics.HealthChecks;
using Speech.Transcription.Models;

namespace Speech.Functions.Health;

/// <summary>Readiness: the models have completed a run. A check of models that have not run starts a trial run, so that probes alone warm
/// up the endpoint.</summary>
internal sealed class ModelHealthCheck(ModelHealth health) : IHealthCheck
{
    /// <summary>The name of the check.</summary>
    public const string Name = "models";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (health.Problem is not { } problem) return Task.FromResult(HealthCheckResult.Healthy());
        _ = health.CheckAsync();
        return Task.FromResult(HealthCheckResult.Unhealthy(problem));
    }
}
