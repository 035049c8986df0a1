using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Speech.Functions.Blobs;
using Speech.Functions.Hosting;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Models;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Settings;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Blobs.Support;

/// <summary>The blob path of one host, without the host: nothing runs but what a test asks for.</summary>
internal sealed class BlobHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="account">Where the blobs are.</param>
    /// <param name="model">Stands in for the model and, with <paramref name="decode"/>, for the decoding of audio; null for the real ones, as the settings name them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="decode">Decodes audio.</param>
    /// <param name="speakers">Stands in for a diarization model.</param>
    /// <param name="settings">Settings beside those of the account.</param>
    public BlobHost(
        Account account, ISpeechModel? model, TimeProvider? time = null, AudioDecoding? decode = null, ISpeakerModelLoader? speakers = null,
        params (string Name, string Value)[] settings)
    {
        var values = account.Settings.Concat(settings).ToDictionary(one => one.Name, one => one.Value);
        values.TryAdd("ASR_MODEL", "fake/model");
        values.TryAdd("INBOX", "on");
        if (speakers is not null) values["DIARIZATION_MODEL"] = "fake/speakers";
        var services = new ServiceCollection();
        if (speakers is not null) services.AddSingleton(speakers);
        if (model is not null) services.AddSingleton(decode ?? FakeDecoding.DecodeAsync).AddSingleton<ISpeechModelLoader>(FakeLoader.Of(model));
        _services = services
            .AddLogging(logging => logging.AddProvider(Log).SetMinimumLevel(LogLevel.Debug))
            .AddMetrics()
            .AddSingleton(time ?? TimeProvider.System)
            .AddEndpoint(EndpointSettings.Read(values.GetValueOrDefault))
            .AddSingleton<Inbox>()
            .BuildServiceProvider();
    }

    public LogCapture Log { get; } = new();

    public IServiceProvider Services => _services;

    public Inbox Inbox => _services.GetRequiredService<Inbox>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Task<BlobOutcome> HandleAsync(string name, int mostAttempts = 5, CancellationToken? cancellationToken = null)
        => _services.GetRequiredService<BlobTranscription>().HandleAsync(name, mostAttempts, cancellationToken ?? Stop);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
