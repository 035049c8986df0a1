using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Speech.Functions.Errors;
using Speech.Functions.Settings;

namespace Speech.Functions.Security;

/// <summary>Lets pass who bears the API token, or everybody where none is set.</summary>
internal sealed class ApiTokenGuard(EndpointSettings settings)
{
    private readonly byte[]? _expected = settings.ApiToken is { } token ? Digest(token.Reveal()) : null;

    /// <exception cref="UnauthorizedException">The token is missing or wrong.</exception>
    public void Verify(HttpRequest request)
    {
        if (_expected is null) return;
        var given = AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? header.Parameter ?? "" : "";
        if (!CryptographicOperations.FixedTimeEquals(Digest(given), _expected)) throw new UnauthorizedException();
    }

    /// <summary>Digests have one length, so that the time of comparing them does not tell the token's.</summary>
    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
