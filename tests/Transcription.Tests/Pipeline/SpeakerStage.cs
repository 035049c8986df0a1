using Microsoft.Extensions.Logging.Abstractions;
using Speech.Transcription.Answers;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Settings;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Transcription.Tests.Pipeline;

/// <summary>A handler with a model that transcribes, one that tells speakers apart, and audio that is never silent.</summary>
internal sealed class SpeakerStage : IDisposable
{
    private readonly PermitGate _gate = new(1);
    private readonly Meters _meters = new();
    private readonly TranscriptionHandler _handler;

    public SpeakerStage(
        ISpeechModel speech, Func<Task<ISpeakerModel>> loadSpeakers, double seconds = 10, Exception? audioFault = null, bool filtersVoice = true)
    {
        var (models, speakers) = (Source(new Loading<ISpeechModel>(() => Task.FromResult(speech))), Source(FakeSpeakers.Loader(loadSpeakers)));
        _handler = new(
            new ModelSettings("any") { DiarizationModel = "any", VoiceFilter = filtersVoice }, models, new ModelHealth(models, NullLogger<ModelHealth>.Instance, speakers),
            (_, _, _) => AudioAsync(seconds, audioFault), new SpeechTelemetry(_meters, _gate), speakers);
    }

    public SpeakerStage(ISpeechModel speech, FakeSpeakers speakers, double seconds = 10, Exception? audioFault = null, bool filtersVoice = true)
        : this(speech, () => Task.FromResult<ISpeakerModel>(speakers), seconds, audioFault, filtersVoice)
    {
    }

    /// <summary>Blocks of a tenth of a second; one array for all, as a decoder may do.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> AudioAsync(double seconds, Exception? fault = null)
    {
        await Task.CompletedTask;
        var block = new float[1_600];
        Array.Fill(block, 0.5f);
        for (var left = (int)(seconds * 16_000); left > 0; left -= block.Length) yield return block.AsMemory(0, Math.Min(left, block.Length));
        if (fault is not null) throw fault;
    }

    public Task<TranscriptionResult> RunAsync(InferenceParameters parameters, CancellationToken? cancellationToken = null)
        => _handler.TranscribeAsync(new AudioInput(Stream.Null), parameters, cancellationToken ?? TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _gate.Dispose();
        _meters.Dispose();
    }

    private static ModelSource<TModel> Source<TModel>(IModelLoader<TModel> loader) where TModel : class, IModel
        => new(loader, "any", TimeSpan.FromMinutes(1), TimeProvider.System, NullLogger<ModelSource<TModel>>.Instance);

    private sealed class Loading<TModel>(Func<Task<TModel>> load) : IModelLoader<TModel> where TModel : class, IModel
    {
        public Task<TModel> LoadAsync(CancellationToken cancellationToken) => load();
    }
}
