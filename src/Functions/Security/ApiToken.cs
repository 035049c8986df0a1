using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Speech.Functions.Security;

/// <summary>Registers authentication by the API token.</summary>
internal static class ApiToken
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "Bearer";

    /// <summary>The authorization policy of the routes that need the token.</summary>
    public const string Policy = "ApiToken";

    /// <param name="services">The services of the host.</param>
    /// <param name="isRequired">Whether a token is configured; without one, the policy admits every request.</param>
    public static IServiceCollection AddApiToken(this IServiceCollection services, bool isRequired)
    {
        services.AddAuthentication(Scheme).AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(Scheme, configureOptions: null);
        return services.AddAuthorization(options => options.AddPolicy(Policy, policy => Configure(policy, isRequired)));
    }

    private static void Configure(AuthorizationPolicyBuilder policy, bool isRequired)
    {
        policy.AddAuthenticationSchemes(Scheme);
        if (isRequired) policy.RequireAuthenticatedUser();
        else policy.RequireAssertion(_ => true);
    }
}
