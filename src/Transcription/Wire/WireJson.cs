using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Speech.Transcription.Wire;

/// <summary>How answers and errors are serialized.</summary>
public static partial class WireJson
{
    /// <summary>Only characters that JSON requires to be escaped are escaped.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // What writes the answer is compiled ahead: created at run time, it would delay the first one.
        TypeInfoResolver = JsonTypeInfoResolver.Combine(Answers.Default, new DefaultJsonTypeInfoResolver()),
    };

    [JsonSerializable(typeof(TranscriptionResponse))]
    [JsonSerializable(typeof(ChunkDto))]
    private sealed partial class Answers : JsonSerializerContext;
}
