using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Speech.Storage.Blobs;
using Speech.Storage.Containers;
using Speech.Storage.Inbox;
using Speech.Storage.Jobs;
using Speech.Storage.Options;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;

namespace Speech.Storage.Hosting;

/// <summary>Registers the storage-backed services.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>Registers <see cref="BlobTranscription"/>, <see cref="BlobInbox"/>, <see cref="JobStore"/> and
    /// <see cref="JobCallbacks"/>. They require the options of
    /// <see cref="StorageOptionsServiceCollectionExtensions.AddStorageOptions"/>, with a configured account,
    /// <see cref="ParameterReader"/>, <see cref="TranscriptionHandler"/>, the model options, <see cref="SpeechTelemetry"/>,
    /// <see cref="TimeProvider"/> and logging.</summary>
    /// <param name="services">The services of the host.</param>
    public static IServiceCollection AddSpeechStorage(this IServiceCollection services)
        => services
            .AddSingleton<StorageContainers>()
            .AddSingleton<LeasedBlobTranscriber>()
            .AddSingleton<AudioRemoval>()
            .AddSingleton<StatusRepair>()
            .AddSingleton(provider => new BlobTranscription(
                provider.GetRequiredService<StorageContainers>(), provider.GetRequiredService<LeasedBlobTranscriber>(),
                provider.GetRequiredService<AudioRemoval>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<SpeechTelemetry>(), provider.GetRequiredService<ILogger<BlobTranscription>>()))
            .AddSingleton(provider => new BlobInbox(
                provider.GetRequiredService<StorageContainers>(), provider.GetRequiredService<BlobTranscription>(),
                provider.GetRequiredService<IOptions<BackgroundOptions>>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<SpeechTelemetry>(), provider.GetRequiredService<ILogger<BlobInbox>>()))
            .AddSingleton(provider => new JobStore(
                provider.GetRequiredService<StorageContainers>(), provider.GetRequiredService<IOptions<BackgroundOptions>>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new JobCallbacks(
                provider.GetRequiredService<StorageContainers>(), provider.GetRequiredService<JobStore>(),
                provider.GetRequiredService<TimeProvider>()));

    /// <summary>Starts the workers that process jobs, and the inbox where it is on.</summary>
    /// <param name="services">The services of the host, with <see cref="AddSpeechStorage"/>.</param>
    public static IServiceCollection AddInboxPolling(this IServiceCollection services) => services.AddHostedService<InboxService>();

    /// <summary>Starts the periodic deletion of expired jobs, and the correction of statuses of work that was broken off.</summary>
    /// <param name="services">The services of the host, with <see cref="AddSpeechStorage"/>.</param>
    public static IServiceCollection AddJobCleanup(this IServiceCollection services)
        => services.AddHostedService<JobCleanupService>().AddHostedService<StatusRepairService>();
}
