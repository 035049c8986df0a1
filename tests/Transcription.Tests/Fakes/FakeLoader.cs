using System.Threading.Channels;
using Speech.Transcription.Models;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>A loader whose loads are under the control of the test.</summary>
internal sealed class FakeLoader(Func<int, Task<ISpeechModel>> load) : IModelLoader<ISpeechModel>
{
    private readonly Channel<int> _started = Channel.CreateUnbounded<int>();
    private int _loads;

    public int Loads => Volatile.Read(ref _loads);

    /// <summary>The number of each load, when it starts.</summary>
    public ChannelReader<int> Started => _started.Reader;

    public static FakeLoader Of(ISpeechModel model) => new(_ => Task.FromResult(model));

    public Task<ISpeechModel> LoadAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _loads);
        _started.Writer.TryWrite(number);
        return load(number).WaitAsync(cancellationToken);
    }
}
