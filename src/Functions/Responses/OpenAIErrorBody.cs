using System.Text.Json;
using System.Text.Json.Serialization;
using Speech.Transcription.Wire;

namespace Speech.Functions.Responses;

/// <summary>The JSON body of an error on OpenAI's routes.</summary>
/// <param name="Error">The error.</param>
internal sealed record OpenAIErrorBody([property: JsonPropertyName("error")] OpenAIErrorBody.Details Error)
{
    /// <param name="status">The status code.</param>
    /// <param name="message">The message.</param>
    /// <param name="field">The field of the request that is at fault; null where there is no single one.</param>
    public static OpenAIErrorBody Create(int status, string message, string? field)
    {
        var (type, code) = status switch
        {
            StatusCodes.Status401Unauthorized => ("authentication_error", "invalid_api_key"),
            StatusCodes.Status429TooManyRequests => ("rate_limit_error", "rate_limit_exceeded"),
            >= StatusCodes.Status500InternalServerError => ("server_error", null),
            _ => ("invalid_request_error", (string?)null),
        };
        return new(new Details(message, type, field, code));
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options);

    /// <summary>The error.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="Type">Its class.</param>
    /// <param name="Param">The field of the request that is at fault, or null.</param>
    /// <param name="Code">A code, or null.</param>
    internal sealed record Details(
        [property: JsonPropertyName("message")] string Message,
        [property: JsonPropertyName("type")] string Type,
        [property: JsonPropertyName("param")] string? Param,
        [property: JsonPropertyName("code")] string? Code);
}
