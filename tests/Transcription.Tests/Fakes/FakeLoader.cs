using System.Threading.Channels;
using Speech.Transcription.Models;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>Loads what it is told to, when it is told to.</summary>
internal sealed class FakeLoader(Func<int, Task<ISpeechModel>> load) : ISpeechModelLoader
{
    private readonly Channel<int> _started = Channel.CreateUnbounded<int>();
    private int _loads;

    public int Loads => Volatile.Read(ref _loads);

    /// <summary>The number of each load, as it begins.</summary>
    public ChannelReader<int> Started => _started.Reader;

    public static FakeLoader Of(ISpeechModel model) => new(_ => Task.FromResult(model));

    public Task<ISpeechModel> LoadAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _loads);
        _started.Writer.TryWrite(number);
        return load(number).WaitAsync(cancellationToken);
    }
}
