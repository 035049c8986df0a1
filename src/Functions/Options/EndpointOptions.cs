using Microsoft.Extensions.Options;
using Speech.BuiltIn;
using Speech.Hub.Settings;
using Speech.Storage.Options;
using Speech.Transcription.Engines;
using Speech.Transcription.Options;

namespace Speech.Functions.Options;

/// <summary>All options of the endpoint.</summary>
public static class EndpointOptions
{
    /// <summary>Registers all options, bound to the settings and validated when the host starts.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="features">What the host can do.</param>
    public static IServiceCollection AddEndpointOptions(
        this IServiceCollection services, IConfiguration configuration, HostFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        services.AddTranscriptionOptions(configuration, IsLocalModel, features.RunsGgml);
        services.AddSingleton<IOptionsFactory<HubOptions>>(new HubOptionsFactory(configuration));
        services.AddOptions<HubOptions>().ValidateOnStart();
        services.AddSettings<RequestLimitOptions>(configuration);
        services.AddStorageOptions(configuration);
        if (features.TriggerContainer is { } container)
            services.AddSingleton<IValidateOptions<StorageOptions>>(new TriggerContainerValidator(container));
        services.AddSingleton<IValidateOptions<ApiTokenOptions>>(new ApiTokenValidator(configuration));
        return services
            .AddSettings<CrossOriginOptions>(configuration)
            .AddSettings<RealtimeOptions>(configuration)
            .AddSettings<UrlInputOptions>(configuration)
            .AddSettings<CallbackOptions>(configuration)
            .AddSettings<TelemetryOptions>(configuration)
            .AddSettings<ApiTokenOptions>(configuration);
    }

    /// <summary>Validates all settings before the host is built, whose registrations depend on them.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="features">What the host can do.</param>
    /// <returns>One sentence per fault; none where all settings are valid.</returns>
    public static IReadOnlyList<string> FindFaults(IConfiguration configuration, HostFeatures features)
    {
        using var services = new ServiceCollection().AddEndpointOptions(configuration, features).BuildServiceProvider();
        return StartupValidation.FindFaults(services);
    }

    private static bool IsLocalModel(string model)
        => Directory.Exists(model) || BuiltInModels.FolderOf(model) is not null
        || DiarizationLoader.FolderOfConfig(model) is not null;
}
