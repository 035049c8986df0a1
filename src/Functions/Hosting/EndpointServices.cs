using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Speech.Audio;
using Speech.BuiltIn;
using Speech.Functions.Errors;
using Speech.Functions.Health;
using Speech.Functions.Home;
using Speech.Functions.Inputs;
using Speech.Functions.Jobs;
using Speech.Functions.OpenAI;
using Speech.Functions.Options;
using Speech.Functions.Predict;
using Speech.Functions.Realtime;
using Speech.Functions.Requests;
using Speech.Functions.Security;
using Speech.Functions.Telemetry;
using Speech.Hub;
using Speech.Hub.Settings;
using Speech.Onnx.Sessions;
using Speech.Storage.Hosting;
using Speech.Storage.Options;
using Speech.Transcription.Engines;
using Speech.Transcription.Ggml;
using Speech.Transcription.Live;
using Speech.Transcription.Models;
using Speech.Transcription.Options;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;
using Speech.Whisper;

namespace Speech.Functions.Hosting;

/// <summary>Registers the services of the endpoint, for any host.</summary>
internal static class EndpointServices
{
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">The settings, which must be valid: some decide what is registered.</param>
    /// <param name="triggerContainer">The container of the host's blob trigger; null for a host without a trigger.</param>
    public static IServiceCollection AddEndpoint(
        this IServiceCollection services, IConfiguration configuration, string? triggerContainer = null)
    {
        var (models, telemetry) = (SettingsBinder.Bind<ModelOptions>(configuration), SettingsBinder.Bind<TelemetryOptions>(configuration));
        services.TryAddSingleton(TimeProvider.System);
        services.AddEndpointOptions(configuration, triggerContainer).AddHubClient().AddEngines(models).AddTranscription(models).AddEdge();
        // Hosted services and requests that run may use the grace period, and then have a little time to end.
        var shutdown = SettingsBinder.Bind<BackgroundOptions>(configuration).ShutdownGrace + TimeSpan.FromSeconds(5);
        services.Configure<HostOptions>(options => (options.ShutdownTimeout, options.ServicesStopConcurrently) = (shutdown, true));
        if (models.Warmup) services.AddHostedService<WarmupService>();
        if (SettingsBinder.Bind<StorageOptions>(configuration).IsConfigured) services.AddSpeechStorage().AddJobs(configuration);
        if (telemetry.IsConfigured) services.AddTelemetryExporters(telemetry);
        return services;
    }

    /// <summary>Registers the engines, except those that the host has registered before.</summary>
    private static IServiceCollection AddEngines(this IServiceCollection services, ModelOptions models)
    {
        services.TryAddSingleton(provider
            => new OnnxRuntimeEnvironment(new OnnxRuntimeOptions { Threads = provider.GetOptions<ComputeOptions>().Threads }));
        // The environment is created when it is needed, not with the device.
        services.AddSingleton(provider => new InferenceDevice(
            provider.GetOptions<ComputeOptions>().Device, () => provider.GetRequiredService<OnnxRuntimeEnvironment>().IsCudaUsable()));
        services.AddHostedService<InferenceDeviceCheck>();
        services.AddHostedService<SpoolSweep>();
        services.AddHostedService<SandboxReport>();
        services.AddHostedService<DecoderThreads>();
        services.TryAddSingleton(provider => new AudioDecoder(
            provider.GetOptions<RequestLimitOptions>().Audio, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<AudioDecoding>(provider => provider.GetRequiredService<AudioDecoder>().DecodeAsync);
        services.TryAddSingleton<ChannelDecoding>(provider => provider.GetRequiredService<AudioDecoder>().DecodeChannelsAsync);
        services.TryAddSingleton(OutboundNetwork.System);
        if (models.Ggml is { } ggml)
            services.TryAddSingleton<IModelLoader<ISpeechModel>>(
                provider => new GgmlLoader(
                    provider.GetRequiredService<HubClient>(), ggml, provider.GetOptions<ComputeOptions>().Threads));
        services.TryAddSingleton<IModelLoader<ISpeechModel>>(provider => new WhisperLoader(
            provider.GetRequiredService<HubClient>(), models, CreateWhisperOptions(provider),
            provider.GetRequiredService<OnnxRuntimeEnvironment>(), BuiltInModels.FolderOf));
        if (models.DiarizationModel is { } diarization)
            services.TryAddSingleton<IModelLoader<ISpeakerModel>>(provider => new DiarizationLoader(
                provider.GetRequiredService<HubClient>(), diarization, provider.GetOptions<ComputeOptions>(),
                provider.GetRequiredService<InferenceDevice>().Value, provider.GetRequiredService<OnnxRuntimeEnvironment>(),
                BuiltInModels.FolderOf));
        else if (models.VadFilter)
            services.TryAddSingleton<IModelLoader<ISpeakerModel>>(provider => new VoiceActivityLoader(
                BuiltInModels.FolderOf(ModelOptions.BuiltInDiarizationModel)!, provider.GetOptions<ComputeOptions>(),
                provider.GetRequiredService<InferenceDevice>().Value, provider.GetRequiredService<OnnxRuntimeEnvironment>()));
        return services;
    }

    private static WhisperOptions CreateWhisperOptions(IServiceProvider provider)
    {
        var compute = provider.GetOptions<ComputeOptions>();
        return new WhisperOptions
        {
            MaxBatchSize = compute.MaxBatchSize > 0 ? compute.MaxBatchSize : null,
            Precision = compute.Precision,
            Fallback = provider.GetOptions<TemperatureFallbackOptions>().ToEngineOptions(),
            Device = provider.GetRequiredService<InferenceDevice>().Value,
        };
    }

    private static IServiceCollection AddHubClient(this IServiceCollection services)
    {
        services.AddHttpClient(HubClient.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(HubClient.CreatePrimaryHandler)
            // The handler renews its pooled connections itself.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.TryAddSingleton(provider => new HubClient(
            provider.GetOptions<HubOptions>(),
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(HubClient.HttpClientName),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HubClient>>()));
        return services;
    }

    private static IServiceCollection AddTranscription(this IServiceCollection services, ModelOptions models) => services
        .AddSingleton(provider => new PipelineOptions
        {
            HasAssistant = models.AssistantModel is not null,
            LabelsSpeakers = models.DiarizationModel is not null,
            VadFilter = models.VadFilter,
            StrongLanguages = models.AsrModel == ModelOptions.BuiltInAsrModel ? BuiltInModels.StrongLanguages : null,
            Beams = provider.GetOptions<ComputeOptions>().Beams,
            MaxKnownSpeakers = provider.GetOptions<RequestLimitOptions>().MaxKnownSpeakers,
            MaxKnownSpeakerSeconds = provider.GetOptions<RequestLimitOptions>().MaxKnownSpeakerSeconds,
            TracesText = provider.GetOptions<TelemetryOptions>().IncludesText,
        })
        .AddSingleton(provider => new PermitGate(
            provider.GetOptions<RequestLimitOptions>().Permits, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<UnknownParameterLog>()
        .AddSingleton(provider => new ParameterReader(provider.GetRequiredService<UnknownParameterLog>()))
        .AddSingleton<SpeechTelemetry>()
        .AddSingleton(provider => Source<ISpeechModel>(provider, models.AsrModel, models.LoadWait))
        .AddSpeakers(models)
        .AddSingleton<ModelHealth>()
        .AddSingleton<TranscriptionHandler>()
        .AddSingleton<SpeechTranscriber>()
        .AddSingleton<LiveTranscriptionFactory>();

    private static IServiceCollection AddSpeakers(this IServiceCollection services, ModelOptions models)
        => models.DiarizationModel is null && !models.VadFilter ? services
        : services.AddSingleton(provider => Source<ISpeakerModel>(
            provider, models.DiarizationModel ?? ModelOptions.BuiltInDiarizationModel, models.LoadWait));

    private static TOptions GetOptions<TOptions>(this IServiceProvider provider) where TOptions : class
        => provider.GetRequiredService<IOptions<TOptions>>().Value;

    private static ModelSource<TModel> Source<TModel>(IServiceProvider provider, string name, TimeSpan loadWait)
        where TModel : class, IModel
        => new(
            provider.GetRequiredService<IModelLoader<TModel>>(), name, loadWait, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ModelSource<TModel>>>(), provider.GetRequiredService<SpeechTelemetry>());

    private static IServiceCollection AddEdge(this IServiceCollection services) => services
        .AddApiToken()
        .AddCrossOrigin()
        .AddUrlDownloads()
        .AddModelHealthCheck()
        .AddSingleton<Uploads>()
        .AddSingleton<BodyReader>()
        .AddSingleton<ErrorTable>()
        .AddSingleton<RequestMetrics>()
        .AddSingleton<RunningRequests>()
        .AddSingleton<PredictEndpoint>()
        .AddSingleton<OpenAIEndpoint>()
        .AddSingleton(provider => new OpenAIModels(provider.GetOptions<ModelOptions>()))
        .AddSingleton<RealtimeEndpoint>()
        .AddSingleton<HealthEndpoint>()
        .AddSingleton<HomeEndpoint>()
        .AddSingleton<JobsEndpoint>();

    private static IServiceCollection AddUrlDownloads(this IServiceCollection services)
        => services.AddPublicHttpClient(AudioDownloader.ClientName).AddSingleton<AudioDownloader>();

    /// <summary>Registers a client of hosts that are not ours, whose user measures its own timeout, by the injected clock.</summary>
    private static IServiceCollection AddPublicHttpClient(this IServiceCollection services, string name)
    {
        services.AddHttpClient(name, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => PublicHttpHandler.Create(provider.GetRequiredService<OutboundNetwork>()))
            // URLs may hold signatures and other secrets.
            .RemoveAllLoggers();
        return services;
    }

    /// <summary>Registers what accepts jobs, and unless it is off what works on them: it asks the storage, and needs no trigger.</summary>
    private static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPublicHttpClient(CallbackSender.ClientName).AddSingleton<JobIntake>().AddSingleton<CallbackSender>();
        if (SettingsBinder.Bind<BackgroundOptions>(configuration).InboxPause == TimeSpan.Zero) return services;
        if (SettingsBinder.Bind<CallbackOptions>(configuration).Hosts.Count > 0) services.AddHostedService<CallbackService>();
        return services.AddInboxPolling().AddJobCleanup();
    }

    private static IServiceCollection AddModelHealthCheck(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck("process", () => HealthCheckResult.Healthy(), [HealthTags.Live])
            .AddCheck<ModelHealthCheck>(ModelHealthCheck.Name, tags: [HealthTags.Ready]);
        // Each probe before the first run would log an error; ModelHealth logs the real failures.
        return services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical));
    }
}
