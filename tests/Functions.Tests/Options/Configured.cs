using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Speech.Functions.Options;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Options;

/// <summary>The options of an endpoint whose model is configured.</summary>
internal static class Configured
{
    /// <summary>Binds and validates an options class.</summary>
    public static TOptions Get<TOptions>(params (string Name, string Value)[] settings) where TOptions : class
    {
        using var services = new ServiceCollection()
            .AddEndpointOptions(SettingsOf.Configuration(WithModel(settings))).BuildServiceProvider();
        return services.GetRequiredService<IOptions<TOptions>>().Value;
    }

    public static IReadOnlyList<string> Faults(params (string Name, string Value)[] settings)
        => EndpointOptions.FindFaults(SettingsOf.Configuration(WithModel(settings)));

    private static IEnumerable<(string, string)> WithModel((string Name, string Value)[] settings)
        => [("ASR_MODEL", "owner/model"), .. settings];
}
