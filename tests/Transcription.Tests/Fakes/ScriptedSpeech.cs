using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Speech.Transcription.Models;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>Hears all the audio, keeps it, and says what stands in its script.</summary>
internal sealed class ScriptedSpeech(params TranscriptChunk[] script) : ISpeechModel
{
    private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();

    public ModelCapabilities Capabilities { get; } = new([.. Languages.Names.Keys], IsMultilingual: true, CanTranslate: true);

    /// <summary>A run waits here after it has heard everything.</summary>
    public Task Gate { get; init; } = Task.CompletedTask;

    /// <summary>A run fails with it after it has heard everything.</summary>
    public Exception? Fault { get; init; }

    /// <summary>What the last run heard.</summary>
    public List<float> Heard { get; } = [];

    /// <summary>One item for each run that ended, however it did: whether it was cancelled.</summary>
    public ChannelReader<bool> Ended => _ended.Reader;

    /// <summary>A chunk of words of one second each.</summary>
    public static TranscriptChunk Chunk(double start, params string[] words)
        => new(string.Concat(words), start, start + words.Length, null) { Words = [.. words.Select((word, i) => new TranscriptWord(word, start + i, start + i + 1))] };

    public async IAsyncEnumerable<TranscriptChunk> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var block in audio.WithCancellation(cancellationToken)) Heard.AddRange(block.Span);
            await Gate.WaitAsync(cancellationToken);
            if (Fault is not null) throw Fault;
            foreach (var chunk in script) yield return options.Words ? chunk : chunk with { Words = null };
        }
        finally
        {
            _ended.Writer.TryWrite(cancellationToken.IsCancellationRequested);
        }
    }

    public Task TryAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
