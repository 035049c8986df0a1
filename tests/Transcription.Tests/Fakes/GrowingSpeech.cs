using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Speech.Transcription.Models;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>An ASR model whose text grows with its audio: a word for each whole second that is not silent.</summary>
internal sealed class GrowingSpeech : ISpeechModel
{
    private static readonly string[] Words =
        [" one", " two", " three", " four", " five", " six", " seven", " eight", " nine", " ten", " eleven", " twelve", " thirteen"];

    private readonly Channel<TranscribeOptions> _started = Channel.CreateUnbounded<TranscribeOptions>();
    private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();

    public ModelCapabilities Capabilities { get; } = new([.. Languages.Names.Keys], IsMultilingual: true, CanTranslate: true);

    public bool CutsAtSilences => true;

    /// <summary>A run waits for this before it returns its text.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>A run throws this.</summary>
    public Exception? Fault { get; set; }

    /// <summary>The options of each run, when it starts.</summary>
    public ChannelReader<TranscribeOptions> Started => _started.Reader;

    /// <summary>One item for each run that has ended, in any way: whether it was cancelled.</summary>
    public ChannelReader<bool> Ended => _ended.Reader;

    public async IAsyncEnumerable<Segment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _started.Writer.TryWrite(options);
        try
        {
            var count = 0;
            await foreach (var block in audio.WithCancellation(cancellationToken))
                foreach (var sample in block.ToArray())
                    if (sample != 0) count++;
            await Gate.WaitAsync(cancellationToken);
            if (Fault is not null) throw Fault;
            var words = Words[..Math.Min(Words.Length, count / 16_000)];
            if (words.Length > 0)
                yield return ScriptedSpeech.Segment(0, words) with
                {
                    Language = options.Language ?? "en",
                    Scores = new([new(5, " word"u8.ToArray(), -0.5)], 0, 0),
                };
        }
        finally
        {
            _ended.Writer.TryWrite(cancellationToken.IsCancellationRequested);
        }
    }

    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
