using Microsoft.Net.Http.Headers;
using Speech.Functions.Errors;

namespace Speech.Functions.Requests;

/// <summary>How a body carries its audio.</summary>
internal enum BodyForm
{
    /// <summary><c>{"inputs": "base64", "parameters": {...}}</c>.</summary>
    Json,

    /// <summary>A form with a <c>file</c> and an optional <c>parameters</c> field.</summary>
    Multipart,

    /// <summary>Nothing but the audio.</summary>
    Raw,
}

/// <summary>Tells the form by the content type.</summary>
internal static class BodyForms
{
    /// <exception cref="UnsupportedContentException">It is none of the forms.</exception>
    public static BodyForm Of(string? contentType)
    {
        if (string.IsNullOrWhiteSpace(contentType)) return BodyForm.Raw;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) throw new UnsupportedContentException(contentType);
        if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase))
            return BodyForm.Json;
        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return BodyForm.Multipart;
        if (IsAudio(type)) return BodyForm.Raw;
        throw new UnsupportedContentException(type.MediaType.ToString());
    }

    private static bool IsAudio(MediaTypeHeaderValue type)
        => type.Type.Equals("audio", StringComparison.OrdinalIgnoreCase)
        || type.Type.Equals("video", StringComparison.OrdinalIgnoreCase)
        || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
        || type.MediaType.Equals("application/ogg", StringComparison.OrdinalIgnoreCase);
}
