using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Speech.Functions.Options;

namespace Speech.Functions.Security;

/// <summary>Registers authentication by the API token.</summary>
internal static class ApiToken
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "Bearer";

    /// <summary>The authorization policy of the routes that need the token.</summary>
    public const string Policy = "ApiToken";

    /// <summary>Adds the scheme and the policy. Without a configured token, the policy admits every request.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddApiToken(this IServiceCollection services)
    {
        services.AddAuthentication(Scheme).AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(Scheme, configureOptions: null);
        services.AddOptions<AuthorizationOptions>().Configure<IOptions<ApiTokenOptions>>(
            (options, token) => options.AddPolicy(Policy, policy => Configure(policy, isRequired: token.Value.Token is not null)));
        return services.AddAuthorization();
    }

    private static void Configure(AuthorizationPolicyBuilder policy, bool isRequired)
    {
        policy.AddAuthenticationSchemes(Scheme);
        if (isRequired) policy.RequireAuthenticatedUser();
        else policy.RequireAssertion(_ => true);
    }
}
