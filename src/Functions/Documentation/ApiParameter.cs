using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Speech.Functions.Documentation;

/// <summary>One parameter of a transcription, as the document describes it.</summary>
/// <param name="Name">Its name in JSON, forms and query strings.</param>
/// <param name="Type">Its JSON type.</param>
/// <param name="Description">What it does.</param>
internal sealed record ApiParameter(string Name, JsonSchemaType Type, string Description)
{
    /// <summary>The value that applies when it is absent; null where none does.</summary>
    public object? Default { get; init; }

    /// <summary>The JSON type of the items of an array.</summary>
    public JsonSchemaType? ItemType { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    /// <summary>The strings that it may be, besides values of its type; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The parameter in the query string.</summary>
    public OpenApiParameter ToQueryParameter() => new()
    {
        Name = Name,
        In = ParameterLocation.Query,
        Description = Description,
        Schema = ToSchema(Type),
    };

    /// <summary>The parameter as a member of a JSON object or a field of a form.</summary>
    public IOpenApiSchema ToPropertySchema()
    {
        // Null means the default for every parameter.
        var schema = ToSchema(Type | JsonSchemaType.Null);
        schema.Description = Description;
        return schema;
    }

    private OpenApiSchema ToSchema(JsonSchemaType type)
    {
        var schema = new OpenApiSchema
        {
            Type = Values.Count > 0 ? type | JsonSchemaType.String : type,
            Items = ItemType is { } item ? new OpenApiSchema { Type = item } : null,
            Default = Default is null ? null : JsonValue.Create(Default),
            Minimum = Minimum?.ToString(CultureInfo.InvariantCulture),
            Maximum = Maximum?.ToString(CultureInfo.InvariantCulture),
        };
        if (Values.Count == 0) return schema;
        schema.Enum = [.. Values.Select(value => (JsonNode)value)];
        if (type.HasFlag(JsonSchemaType.Boolean)) schema.Enum = [true, false, .. schema.Enum];
        if (type.HasFlag(JsonSchemaType.Null)) schema.Enum.Add(JsonNullSentinel.JsonNull);
        return schema;
    }
}
