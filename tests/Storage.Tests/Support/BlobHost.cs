using Microsoft.Extensions.Options;
using Speech.Functions.Tests.Fakes;
using Speech.Storage.Blobs;
using Speech.Storage.Containers;
using Speech.Storage.Inbox;
using Speech.Storage.Jobs;
using Speech.Storage.Options;
using Speech.Transcription.Models;
using Speech.Transcription.Options;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Tests.Fakes;
using Speech.Whisper;

namespace Speech.Storage.Tests.Support;

/// <summary>The storage services of one host without background services: a test runs each step explicitly.</summary>
internal sealed class BlobHost : IAsyncDisposable
{
    private readonly Meters _meters = new();
    private readonly PermitGate _gate = new(new PermitOptions(), TimeProvider.System);
    private readonly ModelSource<ISpeechModel> _speech;
    private readonly ModelSource<ISpeakerModel>? _speakers;
    private readonly BlobTranscription _transcription;

    /// <param name="account">The storage account.</param>
    /// <param name="model">The speech model.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="decode">Decodes audio; null for <see cref="FakeDecoding"/>.</param>
    /// <param name="speakers">Loads the diarization model; null for none.</param>
    /// <param name="settings">Further settings.</param>
    public BlobHost(
        Account account, ISpeechModel model, TimeProvider? time = null, AudioDecoding? decode = null,
        IModelLoader<ISpeakerModel>? speakers = null, params (string Name, string Value)[] settings)
    {
        time ??= TimeProvider.System;
        // The last of several values counts.
        var values = new Dictionary<string, string>();
        foreach (var (name, value) in account.Settings.Concat(settings)) values[name] = value;
        values.TryAdd("INBOX", "on");
        var configuration = SettingsOf.Configuration(values.Select(value => (value.Key, value.Value)));
        var background = OptionsOf(SettingsBinder.Bind<BackgroundOptions>(configuration));

        var models = new ModelOptions { AsrModel = "fake/model", DiarizationModel = speakers is null ? null : "fake/speakers" };
        var telemetry = new SpeechTelemetry(_meters, _gate);
        _speech = Source(FakeLoader.Of(model), models.AsrModel, time, telemetry);
        _speakers = speakers is null ? null : Source(speakers, models.DiarizationModel!, time, telemetry);
        var handler = new TranscriptionHandler(
            new PipelineOptions(), _speech, new ModelHealth(_speech, TimeProvider.System, Log.For<ModelHealth>(), _speakers),
            decode ?? FakeDecoding.DecodeAsync, Sources.NoChannels, telemetry, time, _speakers);
        var parameters = new ParameterReader(new UnknownParameterLog(Log.For<UnknownParameterLog>()));

        var storage = OptionsOf(SettingsBinder.Bind<StorageOptions>(configuration));
        var containers = new StorageContainers(storage);
        var transcriber = new LeasedBlobTranscriber(containers, parameters, handler, OptionsOf(models), background, time,
            Log.For<LeasedBlobTranscriber>());
        _transcription = new BlobTranscription(
            containers, transcriber, new AudioRemoval(containers, storage, Log.For<AudioRemoval>()), time, telemetry,
            Log.For<BlobTranscription>());
        Inbox = new BlobInbox(containers, _transcription, background, time, telemetry, Log.For<BlobInbox>());
        Repair = new StatusRepair(containers, time);
        Jobs = new JobStore(containers, background, time);
    }

    public LogCapture Log { get; } = new();

    public BlobInbox Inbox { get; }

    public JobStore Jobs { get; }

    public StatusRepair Repair { get; }

    public Task<BlobOutcome> TranscribeAsync(string name, int maxAttempts = 5, CancellationToken? cancellationToken = null)
        => _transcription.TranscribeAsync(name, maxAttempts, cancellationToken ?? TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _speech.DisposeAsync();
        if (_speakers is not null) await _speakers.DisposeAsync();
        _meters.Dispose();
        _gate.Dispose();
        Log.Dispose();
    }

    private static OptionsWrapper<TOptions> OptionsOf<TOptions>(TOptions options) where TOptions : class => new(options);

    private ModelSource<TModel> Source<TModel>(
        IModelLoader<TModel> loader, string name, TimeProvider time, SpeechTelemetry telemetry)
        where TModel : class, IModel
        => new(loader, name, TimeSpan.FromSeconds(60), time, Log.For<ModelSource<TModel>>(), telemetry);
}
