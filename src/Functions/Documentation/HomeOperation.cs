using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Speech.Functions.Documentation;

/// <summary>Describes <c>GET /</c>.</summary>
internal static class HomeOperation
{
    public static Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation
            .Describe(ApiTags.Status, "Home page",
                "A page that records and transcribes, for requests that accept `text/html`; `OK` for others.", context.Document)
            .RespondsWithText("The page, or `OK`.", "OK")
            .RespondsWithText("The page, or `OK`.", "<!doctype html>...", "text/html");
        return Task.CompletedTask;
    }
}
