using System.Text.Json;
using System.Text.Json.Serialization;
using Speech.Transcription.Wire;

namespace Speech.Functions.Responses;

/// <summary>The JSON body of every error response. One reference client reads <c>error</c>, the other <c>detail</c>: both carry the
/// message.</summary>
internal sealed record ErrorBody([property: JsonIgnore] string Message)
{
    [JsonPropertyName("error")]
    public string Error => Message;

    [JsonPropertyName("detail")]
    public string Detail => Message;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, WireJson.Options);
}
