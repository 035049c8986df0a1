using System.Text.Encodings.Web;
using System.Text.Json;

namespace Speech.Transcription.Wire;

/// <summary>How answers and errors are serialized.</summary>
public static class WireJson
{
    /// <summary>Only characters that JSON requires to be escaped are escaped.</summary>
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
