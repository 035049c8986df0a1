using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.Documentation;

/// <summary>The OpenAPI document of an endpoint, and the validation of bodies by its schemas.</summary>
internal sealed class ApiDescription(JsonElement document)
{
    private static readonly string[] Methods = ["get", "post", "put", "delete", "patch", "head"];

    public JsonElement Document => document;

    /// <summary>Method and route of every operation, such as <c>POST /predict</c>.</summary>
    public IReadOnlyList<string> Operations { get; } =
    [
        .. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(member => Methods.Contains(member.Name)).Select(member => $"{member.Name.ToUpperInvariant()} {path.Name}")),
    ];

    public static async Task<ApiDescription> ReadAsync(Endpoint endpoint)
    {
        var answer = await endpoint.GetAsync("/openapi/v1.json");
        Assert.Equal(200, answer.Status);
        return new ApiDescription(answer.Json);
    }

    public JsonElement Operation(string name)
    {
        var (method, path) = (name.Split(' ')[0], name.Split(' ')[1]);
        return document.GetProperty("paths").GetProperty(path).GetProperty(method.ToLowerInvariant());
    }

    public JsonElement Schema(string name) => document.GetProperty("components").GetProperty("schemas").GetProperty(name);

    /// <summary>The documented statuses of an operation.</summary>
    public IReadOnlyList<int> Statuses(string operation)
        => [.. Operation(operation).GetProperty("responses").EnumerateObject().Select(response => int.Parse(response.Name, null)).Order()];

    /// <summary>Validates an answer: its status is documented, with this content type, and its body matches the schema.</summary>
    public void AssertDocumented(string operation, Answer answer)
    {
        Assert.Contains(answer.Status, Statuses(operation));
        var response = Operation(operation).GetProperty("responses").GetProperty($"{answer.Status}");
        if (!response.TryGetProperty("content", out var content))
        {
            Assert.Empty(answer.Body);
            return;
        }
        var type = answer.ContentHeaders.ContentType!.MediaType!;
        Assert.True(content.TryGetProperty(type, out var media), type);
        if (type == "application/json") AssertValid(media.GetProperty("schema"), answer.Json);
        List<string> documented = response.TryGetProperty("headers", out var headers)
            ? [.. headers.EnumerateObject().Select(header => header.Name)] : [];
        foreach (var header in new[] { "Retry-After", "WWW-Authenticate", "Location" })
            if (answer.Headers.Contains(header)) Assert.Contains(header, documented);
    }

    public void AssertValid(JsonElement schema, JsonElement value)
    {
        var definition = JsonNode.Parse(schema.GetRawText())!.AsObject();
        definition["$defs"] = JsonNode.Parse(document.GetProperty("components").GetProperty("schemas").GetRawText());
        var text = definition.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        var result = JsonSchema.FromText(text).Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(result.IsValid, $"{value}\n{JsonSerializer.Serialize(result)}");
    }
}
