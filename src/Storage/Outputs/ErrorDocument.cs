using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Speech.Storage.Outputs;

/// <summary>The content of an error blob. Some clients read <c>error</c>, others <c>detail</c>: both hold the message.</summary>
/// <param name="Error">The message.</param>
internal sealed record ErrorDocument([property: JsonPropertyName("error")] string Error)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [JsonPropertyName("detail")]
    public string Detail => Error;

    public static ErrorDocument? Parse(BinaryData json) => json.ToObjectFromJson<ErrorDocument>(Json);

    public BinaryData ToJson() => BinaryData.FromObjectAsJson(this, Json);
}
