using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Speech.Functions.Documentation;

/// <summary>Shorthand for schemas.</summary>
internal static class Schemas
{
    public static OpenApiSchema Object(
        string description, HashSet<string> required, Dictionary<string, IOpenApiSchema> properties, bool isClosed = true)
        => new()
        {
            Type = JsonSchemaType.Object,
            Description = description,
            Required = required,
            Properties = properties,
            AdditionalPropertiesAllowed = !isClosed,
        };

    public static OpenApiSchema Array(string description, IOpenApiSchema items)
        => new() { Type = JsonSchemaType.Array, Description = description, Items = items };

    public static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    public static OpenApiSchema Nullable(string description)
        => new() { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = description };

    public static OpenApiSchema File(string description)
        => new() { Type = JsonSchemaType.String, Format = "binary", Description = description };

    public static OpenApiSchema Number(string description) => new() { Type = JsonSchemaType.Number, Description = description };

    public static OpenApiSchema Seconds(string description)
        => new() { Type = JsonSchemaType.Number, Minimum = "0", Description = description };

    public static OpenApiSchema Score(string description)
        => new() { Type = JsonSchemaType.Number, Minimum = "0", Maximum = "1", Description = description };

    public static OpenApiSchema Count(string description)
        => new() { Type = JsonSchemaType.Integer, Minimum = "0", Description = description };

    public static OpenApiSchema Choice(string description, params IEnumerable<string> values)
        => new() { Type = JsonSchemaType.String, Description = description, Enum = [.. values.Select(value => (JsonNode)value)] };

    public static OpenApiSchema Enumeration<T>(string description) where T : struct, Enum
        => Choice(description, Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
