using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Speech.Functions.Documentation;

/// <summary>Describes <c>/jobs/{id}</c>.</summary>
internal static class JobOperations
{
    public static Task DescribeGetAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation
            .Describe(ApiTags.Jobs, "Get a job", "State and progress; when the job is done, the transcript as `result`.", context.Document)
            .RespondsWith(200, "The job.", ApiSchemas.Job, ApiExamples.FinishedJob(), context.Document, OperationBuilder.RetryAfter());
        return DescribeErrors(operation, context.Document);
    }

    public static Task DescribeEventsAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation
            .Describe(
                ApiTags.Jobs, "Follow a job", "Server-sent events `job`, one for each change; the last one has the result.",
                context.Document)
            .RespondsWithText(
                "The events.", "event: job\ndata: {\"id\":\"0f8fad5bd9cb469fa16570867728950e\",\"state\":\"running\"}\n\n",
                "text/event-stream");
        return DescribeErrors(operation, context.Document);
    }

    public static Task DescribeDeleteAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Describe(ApiTags.Jobs, "Cancel a job", "Cancels the work and deletes the audio and any result.", context.Document);
        operation.Responses!["204"] = new OpenApiResponse { Description = "The job is cancelled." };
        return DescribeErrors(operation, context.Document);
    }

    private static Task DescribeErrors(OpenApiOperation operation, OpenApiDocument? document)
    {
        operation.Parameters =
        [
            new OpenApiParameter
            {
                Name = "id", In = ParameterLocation.Path, Required = true, Description = "The id of the job, from the answer 202.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            },
        ];
        operation
            .NeedsToken(document)
            .FailsWith(404, document, "There is no such job.", "There is no job with this id: it never existed, or it has expired")
            .FailsWith(503, document, "The storage account cannot be reached.",
                "The endpoint's storage cannot be reached: try again in a moment", OperationBuilder.RetryAfter());
        return Task.CompletedTask;
    }
}
