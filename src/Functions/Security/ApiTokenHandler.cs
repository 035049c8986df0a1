using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Speech.Functions.Errors;
using Speech.Functions.Options;
using Speech.Functions.Realtime;

namespace Speech.Functions.Security;

/// <summary>Authenticates a request by its bearer token, which must equal the configured API token.</summary>
internal sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder,
    IOptions<ApiTokenOptions> apiToken, ErrorTable errors)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    /// <summary>Answers 401 in the shape of every other error.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        => errors.Report(Context, new UnauthorizedException()).ToResult(Context.Request).ExecuteAsync(Context);

    private AuthenticateResult Authenticate()
    {
        if (apiToken.Value.Token is not { } expected || FindToken() is not { } token) return AuthenticateResult.NoResult();
        if (!CryptographicOperations.FixedTimeEquals(Digest(token), Digest(expected.Reveal()))) return AuthenticateResult.Fail(
            "The token is wrong.");
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(Scheme.Name)), Scheme.Name));
    }

    /// <summary>The token of the header, otherwise that of a WebSocket's subprotocol; null without either.</summary>
    private string? FindToken()
    {
        if (Request.Headers.Authorization.Count == 0) return RealtimeProtocol.FindToken(Request);
        return AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
            && header.Scheme.Equals(ApiToken.Scheme, StringComparison.OrdinalIgnoreCase) ? header.Parameter ?? "" : "";
    }

    /// <summary>Digests have equal lengths, so that the time of comparing them does not reveal the token's length.</summary>
    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
