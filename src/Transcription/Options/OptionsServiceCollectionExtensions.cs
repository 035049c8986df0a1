using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Speech.Transcription.Options;

/// <summary>Registers options classes that are bound to settings and validated when the host starts.</summary>
public static class OptionsServiceCollectionExtensions
{
    /// <summary>Registers the options of the models and the engines.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="folderExists">Whether a model of this name is a local folder or built in.</param>
    public static IServiceCollection AddTranscriptionOptions(
        this IServiceCollection services, IConfiguration configuration, Func<string, bool> folderExists)
        => services
            .AddSettings<ModelOptions>(configuration)
            .AddSingleton<IValidateOptions<ModelOptions>>(new ModelOptionsValidator(folderExists))
            .AddSettings<ComputeOptions>(configuration)
            .AddSettings<TemperatureFallbackOptions>(configuration);

    /// <summary>Registers an options class whose properties have a <see cref="ConfigurationKeyNameAttribute"/> each.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">The settings.</param>
    public static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, IConfiguration configuration)
        where TOptions : class, new()
    {
        var binder = new SettingsBinder<TOptions>(configuration);
        services.AddOptions<TOptions>().ValidateOnStart();
        return services.AddSingleton<IConfigureOptions<TOptions>>(binder).AddSingleton<IValidateOptions<TOptions>>(binder);
    }
}
