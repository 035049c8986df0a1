using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Speech.Transcription.Live;
using Speech.Transcription.Models;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Transcription.Tests.Live;

/// <summary>A live transcription with a fake ASR model, without a segmentation model.</summary>
internal sealed class LiveSession : IAsyncDisposable
{
    private readonly Meters _meters = new();

    public LiveSession(LiveSettings? settings = null, int permits = 1)
    {
        Gate = new(new PermitOptions { Permits = permits }, Time);
        var models = Sources.Create(FakeLoader.Of(Model));
        var health = new ModelHealth(models, Time, NullLogger<ModelHealth>.Instance);
        var transcriber = new SpeechTranscriber(new PipelineOptions(), models, health, new SpeechTelemetry(_meters, Gate), Time);
        Live = new(new SpeechMeter(null, health), new TurnTranscriber(transcriber, Gate), settings ?? new(), Time);
    }

    public FakeTimeProvider Time { get; } = new();

    public GrowingSpeech Model { get; } = new();

    public PermitGate Gate { get; }

    public LiveTranscription Live { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Sends noise, or silence, and lets the time pass that it takes.</summary>
    public async Task SendAsync(double seconds, bool isSpeech)
    {
        for (var rest = (int)Math.Round(seconds * 16_000); rest > 0; rest -= 1_600)
        {
            var block = new float[Math.Min(1_600, rest)];
            if (isSpeech) Array.Fill(block, 0.1f);
            await Live.AppendAsync(block, Stop);
            Time.Advance(TimeSpan.FromSeconds(block.Length / 16_000.0));
        }
    }

    public Task SpeakAsync(double seconds) => SendAsync(seconds, isSpeech: true);

    public Task PauseAsync(double seconds) => SendAsync(seconds, isSpeech: false);

    /// <summary>The events up to the outcome of the last of a number of turns.</summary>
    public async Task<List<LiveEvent>> ReadAsync(int turns = 1)
    {
        var events = new List<LiveEvent>();
        while (turns > 0)
        {
            events.Add(await Live.Events.ReadAsync(Stop));
            if (events[^1] is FinalText or TurnFailed) turns--;
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await Live.DisposeAsync();
        Gate.Dispose();
        _meters.Dispose();
    }
}
