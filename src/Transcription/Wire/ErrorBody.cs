using System.Text.Json;
using System.Text.Json.Serialization;

namespace Speech.Transcription.Wire;

/// <summary>The JSON of every error: the body of a response, and the content of an error blob. One reference client reads <c>error</c>, the
/// other <c>detail</c>: both carry the message.</summary>
/// <param name="Error">The message.</param>
public sealed record ErrorBody([property: JsonPropertyName("error")] string Error)
{
    /// <summary>The message.</summary>
    [JsonPropertyName("detail")]
    public string Detail => Error;

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    public static ErrorBody? Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<ErrorBody>(json, WireJson.Options);

    /// <summary>The error as UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options);
}
