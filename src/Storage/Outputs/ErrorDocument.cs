using System.Text.Json.Serialization;
using Speech.Transcription.Wire;

namespace Speech.Storage.Outputs;

/// <summary>The content of an error blob. Some clients read <c>error</c>, others <c>detail</c>: both hold the message.</summary>
/// <param name="Error">The message.</param>
internal sealed record ErrorDocument([property: JsonPropertyName("error")] string Error)
{
    [JsonPropertyName("detail")]
    public string Detail => Error;

    public static ErrorDocument? Parse(BinaryData json) => json.ToObjectFromJson<ErrorDocument>(WireJson.Options);

    public BinaryData ToJson() => BinaryData.FromObjectAsJson(this, WireJson.Options);
}
