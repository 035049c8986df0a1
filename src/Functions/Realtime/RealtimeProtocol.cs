using System.Buffers.Text;
using System.Text;

namespace Speech.Functions.Realtime;

/// <summary>The subprotocols of a WebSocket. Browsers cannot send headers with one, so clients put the API token there.</summary>
internal static class RealtimeProtocol
{
    private const string Name = "realtime";

    /// <summary>What OpenAI's clients put before the token.</summary>
    private const string TokenPrefix = "openai-insecure-api-key.";

    /// <summary>Before a token in base64url: not all of its characters are allowed in a subprotocol.</summary>
    private const string EncodedTokenPrefix = "api-token-base64url.";

    /// <summary>The subprotocol that the endpoint answers with; null where the client offers others only, or none.</summary>
    public static string? Select(WebSocketManager socket) => socket.WebSocketRequestedProtocols.Contains(Name) ? Name : null;

    /// <summary>The API token among the subprotocols of a request; null where there is none.</summary>
    public static string? FindToken(HttpRequest request)
    {
        var protocols = request.Headers.SecWebSocketProtocol.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries));
        foreach (var protocol in protocols)
        {
            if (protocol.StartsWith(TokenPrefix, StringComparison.Ordinal)) return protocol[TokenPrefix.Length..];
            if (protocol.StartsWith(EncodedTokenPrefix, StringComparison.Ordinal)
                && Base64Url.IsValid(protocol.AsSpan(EncodedTokenPrefix.Length)))
                return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(protocol.AsSpan(EncodedTokenPrefix.Length)));
        }

        return null;
    }
}
