using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Speech.Transcription.Models;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>An ASR model that records all of the audio and returns a fixed script.</summary>
internal sealed class ScriptedSpeech(params Segment[] script) : ISpeechModel
{
    private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();

    public ModelCapabilities Capabilities { get; } = new([.. Languages.Names.Keys], IsMultilingual: true, CanTranslate: true);

    public bool CutsAtSilences { get; init; }

    /// <summary>The options of the last run.</summary>
    public TranscribeOptions? Options { get; private set; }

    /// <summary>A run waits for this after it has read all of the audio.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>A run throws this after it has read all of the audio.</summary>
    public Exception? Fault { get; init; }

    /// <summary>The samples of the last run.</summary>
    public List<float> Samples { get; } = [];

    /// <summary>One item for each run that has ended, in any way: whether it was cancelled.</summary>
    public ChannelReader<bool> Ended => _ended.Reader;

    /// <summary>A segment of words of one second each.</summary>
    public static Segment Segment(double start, params string[] words) => new(string.Concat(words), start, start + words.Length)
    {
        Words = [.. words.Select((word, i) => new Word(word, start + i, start + i + 1))],
    };

    public async IAsyncEnumerable<Segment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Options = options;
        try
        {
            await foreach (var block in audio.WithCancellation(cancellationToken)) Samples.AddRange(block.Span);
            await Gate.WaitAsync(cancellationToken);
            if (Fault is not null) throw Fault;
            foreach (var segment in script) yield return options.Words ? segment : segment with { Words = null };
        }
        finally
        {
            _ended.Writer.TryWrite(cancellationToken.IsCancellationRequested);
        }
    }

    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
