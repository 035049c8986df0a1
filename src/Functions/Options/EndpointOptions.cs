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
    /// <param name="triggerContainer">The container of the host's blob trigger, which must then be the audio container; null for a host
    /// without a trigger.</param>
    public static IServiceCollection AddEndpointOptions(
        this IServiceCollection services, IConfiguration configuration, string? triggerContainer = null)
    {
        services.AddTranscriptionOptions(configuration, IsLocalModel);
        services.AddSingleton<IOptionsFactory<HubOptions>>(new HubOptionsFactory(configuration));
        services.AddOptions<HubOptions>().ValidateOnStart();
        services.AddSettings<RequestLimitOptions>(configuration);
        services.AddStorageOptions(configuration);
        if (triggerContainer is not null)
            services.AddSingleton<IValidateOptions<StorageOptions>>(new TriggerContainerValidator(triggerContainer));
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
    /// <param name="triggerContainer">The container of the host's blob trigger; null for a host without a trigger.</param>
    /// <returns>One sentence per fault; none where all settings are valid.</returns>
    public static IReadOnlyList<string> FindFaults(IConfiguration configuration, string? triggerContainer = null)
    {
        using var services = new ServiceCollection().AddEndpointOptions(configuration, triggerContainer).BuildServiceProvider();
        return StartupValidation.FindFaults(services);
    }

    private static bool IsLocalModel(string model)
        => Directory.Exists(model) || BuiltInModels.FolderOf(model) is not null
        || DiarizationLoader.FolderOfConfig(model) is not null;
}
