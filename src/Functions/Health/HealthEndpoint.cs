using Microsoft.Extensions.Diagnostics.HealthChecks;
using Speech.Functions.Responses;
using Speech.Transcription.Wire;

namespace Speech.Functions.Health;

/// <summary>Runs the health checks of a probe: 200 <c>OK</c>, or 503 with the first failed check's description.</summary>
internal sealed class HealthEndpoint(HealthCheckService checks)
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(5);

    /// <summary><c>/health/live</c>: whether the process serves requests at all.</summary>
    public Task<IResult> CheckLivenessAsync(CancellationToken cancellationToken) => CheckAsync(HealthTags.Live, cancellationToken);

    /// <summary><c>/health/ready</c> and <c>/health</c>: whether the models work.</summary>
    public Task<IResult> CheckReadinessAsync(CancellationToken cancellationToken) => CheckAsync(HealthTags.Ready, cancellationToken);

    private async Task<IResult> CheckAsync(string tag, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(tag), cancellationToken);
        if (report.Status is not HealthStatus.Unhealthy) return Results.Text("OK");
        var problem = report.Entries.Values.First(entry => entry.Status is HealthStatus.Unhealthy).Description ?? "A health check failed";
        return new JsonResponse(new ErrorBody(problem).ToJson(), StatusCodes.Status503ServiceUnavailable) { RetryAfter = ProbeInterval };
    }
}
