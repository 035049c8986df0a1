using Microsoft.Net.Http.Headers;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>The format in which a body contains its audio.</summary>
internal enum BodyFormat
{
    /// <summary><c>{"inputs": "base64", "parameters": {...}}</c>.</summary>
    Json,

    /// <summary>A form with a part <c>file</c> and an optional field <c>parameters</c>.</summary>
    Multipart,

    /// <summary>The audio itself.</summary>
    Raw,
}

/// <summary>Maps content types to body formats.</summary>
internal static class BodyFormats
{
    /// <param name="contentType">The header; a body without one is taken for audio.</param>
    /// <exception cref="UnsupportedContentTypeException">No format has this content type.</exception>
    public static BodyFormat FromContentType(string? contentType)
    {
        if (string.IsNullOrWhiteSpace(contentType)) return BodyFormat.Raw;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) throw new UnsupportedContentTypeException(contentType);
        if (IsJson(type)) return BodyFormat.Json;
        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return BodyFormat.Multipart;
        if (IsAudio(type)) return BodyFormat.Raw;
        throw new UnsupportedContentTypeException(type.MediaType.ToString());
    }

    /// <summary>Types besides audio and video that programs send audio as.</summary>
    private static readonly string[] AudioTypes =
        ["application/octet-stream", "binary/octet-stream", "application/ogg", "application/mp4", "application/x-mp4"];

    private static bool IsJson(MediaTypeHeaderValue type)
        => type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase);

    private static bool IsAudio(MediaTypeHeaderValue type)
        => type.Type.Equals("audio", StringComparison.OrdinalIgnoreCase)
        || type.Type.Equals("video", StringComparison.OrdinalIgnoreCase)
        || AudioTypes.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase);
}
