using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Realtime;

/// <summary>Endpoints with a model whose text grows with its audio.</summary>
public abstract class RealtimeTestBase : IAsyncDisposable
{
    /// <summary>Of the events about the text of an item.</summary>
    private protected const string Item = "conversation.item.input_audio_transcription.";

    private protected GrowingSpeech Model { get; } = new();

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await Model.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task<Endpoint> StartAsync(params (string Name, string Value)[] settings) => StartAsync(TimeProvider.System, settings);

    private protected Task<Endpoint> StartAsync(TimeProvider time, params (string Name, string Value)[] settings)
        => Endpoint.StartAsync(loader: FakeLoader.Of(Model), time: time, settings: [("NUM_BEAMS", "5"), .. settings]);
}
