using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Speech.Transcription.Options;

namespace Speech.Storage.Options;

/// <summary>Registers the options of the storage account, the inbox and jobs.</summary>
public static class StorageOptionsServiceCollectionExtensions
{
    /// <summary>Registers <see cref="StorageOptions"/> and <see cref="BackgroundOptions"/>, validated when the host starts.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">The settings.</param>
    public static IServiceCollection AddStorageOptions(this IServiceCollection services, IConfiguration configuration) => services
        .AddSettings<StorageOptions>(configuration)
        .AddSingleton<IValidateOptions<StorageOptions>, DistinctContainersValidator>()
        .AddSettings<BackgroundOptions>(configuration)
        .AddSingleton<IValidateOptions<BackgroundOptions>>(
            new InboxStorageValidator(SettingsBinder.Bind<StorageOptions>(configuration)));
}
