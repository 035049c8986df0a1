using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Speech.Functions.Documentation;

/// <summary>Describes OpenAI's routes.</summary>
internal static class OpenAIOperations
{
    private const string Description = """
        Answers clients of OpenAI's API, whose base URL is `/v1` here. The fields are OpenAI's, and those parameters of `POST /` that they
        have no counterpart for, such as `num_speakers`. A field that cannot be honoured is answered 400 with its name as `param`.
        """;

    public static Task DescribeAudioAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document;
        var isTranslation = operation.OperationId == "createTranslation";
        operation.Describe(
            ApiTags.OpenAI, isTranslation ? "Translate audio to English (OpenAI)" : "Transcribe audio (OpenAI)", Description, document);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["multipart/form-data"] = new() { Schema = ApiSchemas.Reference(OpenAISchemas.Form, document) },
            },
        };
        operation
            .RespondsWith(
                200, "The text, in the requested format.", OpenAISchemas.Transcription, OpenAISchemas.TranscriptionExample(), document)
            .RespondsWithText("", "I like rice and bread yes please\n")
            .RespondsWithText(
                "", "data: {\"type\":\"transcript.text.delta\",\"delta\":\"I like rice\",\"segment_id\":\"seg_0\"}\n\n",
                "text/event-stream");
        Fails(operation, 400, document, "The form or a field is invalid, or a field is not supported.", "invalid_request_error");
        NeedsToken(operation, document);
        Fails(operation, 408, document, "The body arrives too slowly.", "invalid_request_error");
        Fails(operation, 413, document, "The body exceeds the limit, or the audio is too long.", "invalid_request_error");
        Fails(operation, 415, document, "The body is not a multipart form.", "invalid_request_error");
        Fails(
            operation, 429, document, "Too many requests wait, or this one has waited too long.", "rate_limit_error",
            OperationBuilder.RetryAfter());
        Fails(operation, 500, document, "A defect; the message has the id of the request.", "server_error");
        Fails(operation, 503, document, "The models are loading or failed to load.", "server_error", OperationBuilder.RetryAfter());
        return Task.CompletedTask;
    }

    public static Task DescribeModelsAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation
            .Describe(ApiTags.OpenAI, "List the models (OpenAI)", "The model that answers, whatever a request asks for.", context.Document)
            .RespondsWith(200, "The list.", OpenAISchemas.Models, OpenAISchemas.ModelsExample(), context.Document);
        NeedsToken(operation, context.Document);
        return Task.CompletedTask;
    }

    public static Task DescribeModelAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation
            .Describe(ApiTags.OpenAI, "Get the model (OpenAI)", "The model that answers, by its name.", context.Document)
            .RespondsWith(200, "The model.", OpenAISchemas.Model, OpenAISchemas.ModelExample(), context.Document);
        NeedsToken(operation, context.Document);
        Fails(operation, 404, context.Document, "Another model answers; the message names it.", "invalid_request_error");
        return Task.CompletedTask;
    }

    private static void NeedsToken(OpenApiOperation operation, OpenApiDocument? document)
    {
        operation.NeedsToken(document);
        Fails(operation, 401, document, "An API token is configured, and the request has none or a wrong one.", "authentication_error",
            ("WWW-Authenticate", OperationBuilder.Header(JsonSchemaType.String, "The scheme: `Bearer`.")));
    }

    private static void Fails(
        OpenApiOperation operation, int status, OpenApiDocument? document, string description, string type,
        params (string, OpenApiHeader)[] headers)
        => operation.RespondsWith(status, description, OpenAISchemas.Error, OpenAISchemas.ErrorExample(type), document, headers);
}
