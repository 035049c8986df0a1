using Microsoft.AspNetCore.HttpOverrides;

namespace Speech.Functions.AzureFunctions;

/// <summary>Takes the address of the client from the header that the ingress sets, as the web host does by itself where
/// <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> is set. To the worker, all requests come from the functions host.</summary>
internal sealed class ForwardedHeadersFilter : IStartupFilter
{
    private const string Setting = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";

    /// <summary>Registers it, if the setting is on.</summary>
    public static void AddTo(IServiceCollection services, IConfiguration settings)
    {
        if (!string.Equals(settings[Setting], "true", StringComparison.OrdinalIgnoreCase)) return;
        services.AddTransient<IStartupFilter, ForwardedHeadersFilter>()
            .Configure<ForwardedHeadersOptions>(options => options.ForwardedHeaders = ForwardedHeaders.XForwardedFor);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseForwardedHeaders();
        next(app);
    };
}
