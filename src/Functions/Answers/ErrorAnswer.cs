using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Speech.Functions.Answers;

/// <summary>The body of every error. One reference client looks for <c>error</c>, the other for <c>detail</c>: both hold the sentence.</summary>
internal sealed record ErrorAnswer([property: JsonIgnore] string Sentence)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [JsonPropertyName("error")]
    public string Error => Sentence;

    [JsonPropertyName("detail")]
    public string Detail => Sentence;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}
