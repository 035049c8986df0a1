using System.Buffers.Text;
using System.Text;
using Speech.Transcription.Wire;

namespace Speech.Functions.Errors;

/// <summary>Recognizes the web server's answer to a request that it cannot parse: a head without a body, after which it closes the
/// connection. The application's own errors have bodies.</summary>
internal static class BareRefusal
{
    private const int MaxHead = 1024;

    private static ReadOnlySpan<byte> Version => "HTTP/1.1 "u8;
    private static ReadOnlySpan<byte> NoBody => "\r\nContent-Length: 0\r\n"u8;

    /// <summary>Adds the body to such an answer.</summary>
    /// <param name="written">What the server writes at once.</param>
    /// <returns>The answer with its body; null where it is another one, or none.</returns>
    public static byte[]? TryComplete(ReadOnlySpan<byte> written)
    {
        if (written.Length > MaxHead || !written.StartsWith(Version) || !written.EndsWith("\r\n\r\n"u8)) return null;
        if (!Utf8Parser.TryParse(written[Version.Length..], out int status, out _) || status < StatusCodes.Status400BadRequest) return null;
        var length = written.IndexOf(NoBody);
        if (length < 0 || written.IndexOf("\r\nConnection: close\r\n"u8) < 0) return null;
        var body = new ErrorBody(MessageOf(status)).ToJson();
        return
        [
            .. written[..length], .. "\r\nContent-Type: application/json; charset=utf-8\r\nX-Content-Type-Options: nosniff"u8,
            .. Encoding.ASCII.GetBytes($"\r\nContent-Length: {body.Length}\r\n"), .. written[(length + NoBody.Length)..], .. body,
        ];
    }

    private static string MessageOf(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request is not valid HTTP/1.1: its first line or a header is malformed or missing",
        StatusCodes.Status408RequestTimeout => "The headers of the request did not arrive in time",
        StatusCodes.Status414UriTooLong => "The URL is too long: send parameters in the body",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The headers are too many or too long",
        StatusCodes.Status505HttpVersionNotsupported => "The version of HTTP is not supported: send HTTP/1.1",
        _ => "The request cannot be served",
    };
}
