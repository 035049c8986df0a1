using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Speech.Functions.Documentation;

/// <summary>Shorthand for describing the responses of an operation.</summary>
internal static class OperationBuilder
{
    private const string Json = "application/json";

    /// <summary>Sets title, description and group, and removes the responses that were inferred from the handler's type.</summary>
    public static OpenApiOperation Describe(
        this OpenApiOperation operation, string tag, string summary, string description, OpenApiDocument? document)
    {
        (operation.Summary, operation.Description, operation.Responses) = (summary, description, []);
        operation.Tags = new HashSet<OpenApiTagReference> { new(tag, document) };
        return operation;
    }

    /// <summary>The token is needed where one is configured; the empty requirement makes it optional.</summary>
    public static OpenApiOperation NeedsToken(this OpenApiOperation operation, OpenApiDocument? document)
    {
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(ApiSchemas.TokenScheme, document)] = [] }, new()];
        return operation.FailsWith(
            StatusCodes.Status401Unauthorized, document, "An API token is configured, and the request has none or a wrong one.",
            "The API token is missing or wrong: send it as \"Authorization: Bearer <token>\"",
            ("WWW-Authenticate", Header(JsonSchemaType.String, "The scheme: `Bearer`.")));
    }

    public static OpenApiOperation RespondsWith(
        this OpenApiOperation operation, int status, string description, string schema, JsonNode example, OpenApiDocument? document,
        params (string Name, OpenApiHeader Header)[] headers)
    {
        operation.Responses![$"{status}"] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Json] = new() { Schema = ApiSchemas.Reference(schema, document), Example = example },
            },
            Headers = headers.ToDictionary(header => header.Name, header => (IOpenApiHeader)header.Header),
        };
        return operation;
    }

    public static OpenApiOperation RespondsWithText(
        this OpenApiOperation operation, string description, string example, string mediaType = "text/plain")
    {
        if (!operation.Responses!.TryGetValue("200", out var response))
        {
            response = new OpenApiResponse { Description = description, Content = new Dictionary<string, OpenApiMediaType>() };
            operation.Responses["200"] = response;
        }
        response.Content![mediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example };
        return operation;
    }

    public static OpenApiOperation FailsWith(
        this OpenApiOperation operation, int status, OpenApiDocument? document, string description, string example,
        params (string, OpenApiHeader)[] headers)
        => operation.RespondsWith(status, description, ApiSchemas.Error, ApiExamples.Error(example), document, headers);

    public static (string, OpenApiHeader) RetryAfter()
        => ("Retry-After", Header(JsonSchemaType.Integer, "Seconds until a retry is worthwhile."));

    public static OpenApiHeader Header(JsonSchemaType type, string description)
        => new() { Description = description, Schema = new OpenApiSchema { Type = type } };
}
