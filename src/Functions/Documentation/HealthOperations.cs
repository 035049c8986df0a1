using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Speech.Functions.Documentation;

/// <summary>Describes the health probes.</summary>
internal static class HealthOperations
{
    public static Task DescribeReadinessAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation
            .Describe(ApiTags.Status, "Readiness",
                "Whether the models have completed a run and work. A probe of models that have not run starts a trial run.",
                context.Document)
            .RespondsWithText("The models work.", "OK")
            .FailsWith(503, context.Document, "The models are loading, failed to load or stopped working.",
                "The model is still loading: it has not run yet", OperationBuilder.RetryAfter());
        return Task.CompletedTask;
    }

    public static Task DescribeLivenessAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation
            .Describe(ApiTags.Status, "Liveness", "Whether the process serves requests; independent of the models.", context.Document)
            .RespondsWithText("The process is alive.", "OK");
        return Task.CompletedTask;
    }
}
