using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Speech.Functions.Documentation;

/// <summary>Describes <c>POST /</c> and <c>POST /predict</c>.</summary>
internal static class TranscriptionOperation
{
    private const string Description = """
        The body is one of: JSON with the audio in base64, a multipart form with the audio as `file`, or the audio itself. Parameters are
        members of `parameters`, fields of the form, or part of the query string. With `Prefer: respond-async`, or with more audio than the
        setting `ASYNC_OVER_MB`, the answer is 202 and a job, where a storage account is configured; a job has JSON only and no known
        speakers. With `Accept: text/event-stream` the answer is a stream of events: `progress`, `chunk` with each final segment, and
        `result` or `error` at the end.
        """;

    public static Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var document = context.Document;
        operation.Describe(ApiTags.Transcription, "Transcribe audio", Description, document);
        operation.Parameters = [.. ApiParameters.All.Select(parameter => parameter.ToQueryParameter()), PreferHeader()];
        operation.RequestBody = Body(document);
        operation
            .RespondsWith(
                200, "The transcript. Audio without speech gives empty lists.", ApiSchemas.Transcript, ApiExamples.Transcript(), document)
            .RespondsWithText("", "WEBVTT\n\n00:00:00.460 --> 00:00:01.820\n<v SPEAKER_00>I like rice and bread\n", "text/vtt")
            .RespondsWithText("", "1\n00:00:00,460 --> 00:00:01,820\nSPEAKER_00: I like rice and bread\n", "application/x-subrip")
            .RespondsWithText("", "SPEAKER_00: I like rice and bread\nSPEAKER_01: yes please\n")
            .RespondsWithText("", "SPEAKER audio 1 0.460 1.360 <NA> <NA> SPEAKER_00 <NA> <NA>\n", "text/x-rttm")
            .RespondsWithText("", "event: progress\ndata: {\"seconds_done\":0,\"seconds_known\":0.5}\n\n", "text/event-stream")
            .RespondsWith(202, "The job that will produce the transcript.", ApiSchemas.Job, ApiExamples.QueuedJob(), document,
                ("Location", OperationBuilder.Header(JsonSchemaType.String, "The route of the job.")), OperationBuilder.RetryAfter(),
                ("Preference-Applied", OperationBuilder.Header(JsonSchemaType.String, "`respond-async`, where the request asked for it.")))
            .FailsWith(400, document,
                "The body is malformed, the audio is empty or cannot be decoded, or parameters are invalid: all of them are named.",
                ApiExamples.ErrorMessage)
            .NeedsToken(document)
            .FailsWith(408, document, "The body arrives too slowly.", "The body arrives too slowly: at least 16 KB per second are needed")
            .FailsWith(413, document,
                "The body exceeds the limit, which is answered before all of it has been read, or the audio is too much work for an answer "
                + "that the client waits for: send it as a job.",
                "The body is larger than the limit of 100 MB")
            .FailsWith(415, document, "The content type is not audio, JSON or a multipart form.",
                "The content type \"text/plain\" is not supported: send audio/*, video/*, application/octet-stream, application/json "
                + "or multipart/form-data")
            .FailsWith(429, document,
                "Too many requests wait, this one has waited too long, or too many jobs of the client have not ended.",
                "The endpoint is at capacity (8 requests in flight, 128 waiting): try again in 12 s", OperationBuilder.RetryAfter())
            .FailsWith(500, document, "A defect; the message carries the id under which the log has the details.",
                "Internal error; the log has the details under the request id 0HNABCDEF0123:00000001")
            .FailsWith(503, document,
                "The models are loading or failed to load, the audio decoder is missing, or the storage account cannot be reached.",
                "The model is still loading: try again in a moment", OperationBuilder.RetryAfter());
        return Task.CompletedTask;
    }

    private static OpenApiParameter PreferHeader() => new()
    {
        Name = "Prefer",
        In = ParameterLocation.Header,
        Description = "`respond-async` asks for a job instead of the transcript (RFC 7240).",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiRequestBody Body(OpenApiDocument? document)
    {
        var audio = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
        return new()
        {
            Required = true,
            Description = "The audio. Raw PCM: `audio/pcm` (16-bit little-endian) or `audio/L16` (big-endian), with `rate` and `channels`.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = ApiSchemas.Reference(ApiSchemas.TranscriptionRequest, document),
                    Example = ApiExamples.Request(),
                },
                ["multipart/form-data"] = new() { Schema = ApiSchemas.Reference(ApiSchemas.TranscriptionForm, document) },
                ["audio/*"] = audio,
                ["video/*"] = audio,
                ["application/octet-stream"] = audio,
            },
        };
    }
}
