using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Speech.Functions.Options;

namespace Speech.Functions.Security;

/// <summary>Allows the configured origins (CORS). Requests carry their API token in a header, so no origin needs cookies.</summary>
internal static class CrossOrigin
{
    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromHours(1);

    /// <summary>Registers the default policy.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddCrossOrigin(this IServiceCollection services)
    {
        services.AddOptions<CorsOptions>().Configure<IOptions<CrossOriginOptions>>(
            (cors, options) => cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. options.Value.Origins])
                .AllowAnyHeader()
                .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Delete)
                .WithExposedHeaders("Location", "Retry-After", "Preference-Applied")
                .SetPreflightMaxAge(PreflightLifetime)));
        return services.AddCors();
    }

    /// <summary>Does for a function what the middleware does for a route of the web host.</summary>
    /// <param name="context">The request, a preflight or another one.</param>
    public static async Task ApplyAsync(HttpContext context)
    {
        if (context.Request.Headers.Origin.Count == 0) return;
        var services = context.RequestServices;
        if (await services.GetRequiredService<ICorsPolicyProvider>().GetPolicyAsync(context, policyName: null) is not { } policy) return;
        var cors = services.GetRequiredService<ICorsService>();
        cors.ApplyResult(cors.EvaluatePolicy(context, policy), context.Response);
    }
}
