using Microsoft.Extensions.Logging.Abstractions;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Tests.Fakes;
using Speech.Transcription.Wire;

namespace Speech.Transcription.Tests.Pipeline;

/// <summary>A handler with fake ASR and diarization models, and audio that is never silent.</summary>
internal sealed class DiarizedPipeline : IDisposable
{
    private readonly PermitGate _gate = new(new PermitOptions(), TimeProvider.System);
    private readonly Meters _meters = new();
    private readonly TranscriptionHandler _handler;

    public DiarizedPipeline(
        ISpeechModel speech, Func<Task<ISpeakerModel>> loadSpeakers, double seconds = 10, Exception? audioFault = null,
        bool vadFilter = true)
        : this(() => Task.FromResult(speech), loadSpeakers, seconds, audioFault, vadFilter)
    {
    }

    public DiarizedPipeline(
        Func<Task<ISpeechModel>> loadSpeech, Func<Task<ISpeakerModel>> loadSpeakers, double seconds = 10, Exception? audioFault = null,
        bool vadFilter = true)
    {
        var (models, speakers) = (Sources.Create(new FakeLoader(_ => loadSpeech())), Sources.Create(FakeSpeakers.Loader(loadSpeakers)));
        _handler = new(
            new PipelineOptions { VadFilter = vadFilter }, models,
            new ModelHealth(models, TimeProvider.System, NullLogger<ModelHealth>.Instance, speakers),
            (_, _, _) => AudioAsync(seconds, audioFault), Sources.NoChannels, new SpeechTelemetry(_meters, _gate), TimeProvider.System,
            speakers);
    }

    public DiarizedPipeline(
        ISpeechModel speech, FakeSpeakers speakers, double seconds = 10, Exception? audioFault = null, bool vadFilter = true)
        : this(speech, () => Task.FromResult<ISpeakerModel>(speakers), seconds, audioFault, vadFilter)
    {
    }

    /// <summary>Blocks of a tenth of a second that share one array, as a decoder's may.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> AudioAsync(double seconds, Exception? fault = null)
    {
        await Task.CompletedTask;
        var block = new float[1_600];
        Array.Fill(block, 0.5f);
        for (var remaining = (int)(seconds * 16_000); remaining > 0; remaining -= block.Length)
            yield return block.AsMemory(0, Math.Min(remaining, block.Length));
        if (fault is not null) throw fault;
    }

    public async Task<TranscriptionResponse> RunAsync(InferenceParameters parameters, CancellationToken? cancellationToken = null)
    {
        var stop = cancellationToken ?? TestContext.Current.CancellationToken;
        return TranscriptionResponse.From(await _handler.TranscribeAsync(new AudioInput(Stream.Null), parameters, stop), parameters);
    }

    public void Dispose()
    {
        _gate.Dispose();
        _meters.Dispose();
    }
}
