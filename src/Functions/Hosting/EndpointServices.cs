using Microsoft.Extensions.DependencyInjection.Extensions;
using Speech.Audio;
using Speech.Demo;
using Speech.Functions.Errors;
using Speech.Functions.Health;
using Speech.Functions.Home;
using Speech.Functions.Inputs;
using Speech.Functions.Jobs;
using Speech.Functions.Predict;
using Speech.Functions.Requests;
using Speech.Functions.Security;
using Speech.Functions.Settings;
using Speech.Functions.Telemetry;
using Speech.Hub;
using Speech.Hub.Settings;
using Speech.Onnx.Sessions;
using Speech.Storage.Hosting;
using Speech.Transcription.Engines;
using Speech.Transcription.Ggml;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Settings;
using Speech.Transcription.Telemetry;
using Speech.Whisper;

namespace Speech.Functions.Hosting;

/// <summary>Wires the endpoint together, for any host.</summary>
internal static class EndpointServices
{
    public static IServiceCollection AddEndpoint(this IServiceCollection services, EndpointSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddEngines(settings);
        services.AddSingleton(settings).AddTranscription(settings).AddEdge(settings);
        if (settings.Storage.IsConfigured) services.AddSpeechStorage(settings.Storage, settings.Background).AddSingleton<JobIntake>();
        if (settings.Telemetry.IsConfigured) services.AddExporters(settings.Telemetry);
        return services;
    }

    /// <summary>Engines that the host has chosen already stay.</summary>
    private static void AddEngines(this IServiceCollection services, EndpointSettings settings)
    {
        var audio = new AudioOptions { MaxDuration = TimeSpan.FromMinutes(settings.Capacity.MaxAudioMinutes) };
        var (compute, guards) = (settings.Compute, settings.Fallback);
        var whisper = new WhisperOptions { MaxBatchSize = compute.MaxBatchSize, Precision = compute.Precision, Fallback = guards };
        services.TryAddSingleton(_ => new OnnxRuntimeEnvironment(new OnnxRuntimeOptions { Threads = compute.Threads }));
        // The environment is created when it is needed, not with the device.
        services.AddSingleton(provider => new InferenceDevice(compute.Device, () => provider.GetRequiredService<OnnxRuntimeEnvironment>().IsCudaUsable()));
        services.AddHostedService<InferenceDeviceCheck>();
        services.TryAddSingleton<AudioDecoding>(provider => new AudioDecoder(audio, provider.GetRequiredService<TimeProvider>()).DecodeAsync);
        services.TryAddSingleton(UrlNetwork.System);
        services.AddHubClient(settings.Hub);
        if (settings.Models.Ggml is { } ggml)
            services.TryAddSingleton<ISpeechModelLoader>(provider => new GgmlLoader(provider.GetRequiredService<HubClient>(), ggml, provider.GetRequiredService<GgmlWhisperFactory>()));
        services.TryAddSingleton<ISpeechModelLoader>(provider => new WhisperLoader(
            provider.GetRequiredService<HubClient>(), settings.Models, whisper with { Device = provider.GetRequiredService<InferenceDevice>().Value },
            provider.GetRequiredService<OnnxRuntimeEnvironment>(), DemoModels.FolderOf));
        if (settings.Models.DiarizationModel is { } diarization)
            services.TryAddSingleton<ISpeakerModelLoader>(provider => new DiarizationLoader(
                provider.GetRequiredService<HubClient>(), diarization, compute, provider.GetRequiredService<InferenceDevice>().Value,
                provider.GetRequiredService<OnnxRuntimeEnvironment>(), DemoModels.FolderOf));
    }

    private static void AddHubClient(this IServiceCollection services, HubOptions options)
    {
        services.AddHttpClient(HubClient.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(HubClient.CreatePrimaryHandler)
            // The handler renews its pooled connections itself.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.TryAddSingleton(provider => new HubClient(
            options,
            () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(HubClient.HttpClientName),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HubClient>>()));
    }

    private static IServiceCollection AddTranscription(this IServiceCollection services, EndpointSettings settings) => services
        .AddSingleton(settings.Models)
        .AddSingleton(new PipelineOptions
        {
            HasAssistant = settings.Models.AssistantModel is not null, VadFilter = settings.Models.VadFilter, TracesText = settings.Telemetry.IncludesText,
        })
        .AddSingleton(_ => new PermitGate(settings.Capacity.MaxConcurrentRequests))
        .AddSingleton<UnknownParameterLog>()
        .AddSingleton(provider => new ParameterReader(Languages.CodeOf, provider.GetRequiredService<UnknownParameterLog>()))
        .AddSingleton<SpeechTelemetry>()
        .AddSingleton(provider => Source(provider, provider.GetRequiredService<ISpeechModelLoader>(), settings.Models.AsrModel, settings.Models.LoadWait))
        .AddSpeakers(settings.Models)
        .AddSingleton<ModelHealth>()
        .AddSingleton<TranscriptionHandler>();

    private static IServiceCollection AddSpeakers(this IServiceCollection services, ModelSettings models) => models.DiarizationModel is not { } name ? services
        : services.AddSingleton(provider => Source(provider, provider.GetRequiredService<ISpeakerModelLoader>(), name, models.LoadWait));

    private static ModelSource<TModel> Source<TModel>(IServiceProvider provider, IModelLoader<TModel> loader, string name, TimeSpan patience) where TModel : class, IModel
        => new(loader, name, patience, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ModelSource<TModel>>>(),
            provider.GetRequiredService<SpeechTelemetry>());

    private static IServiceCollection AddEdge(this IServiceCollection services, EndpointSettings settings) => services
        .AddSingleton(settings.Capacity)
        .AddSingleton(settings.UrlInput)
        .AddSingleton<ApiTokenGuard>()
        .AddSingleton<UrlInput>()
        .AddSingleton<BodyReader>()
        .AddSingleton<ErrorTable>()
        .AddSingleton<PredictEndpoint>()
        .AddSingleton<HealthEndpoint>()
        .AddSingleton<HomeEndpoint>()
        .AddSingleton<JobsEndpoint>();
}
