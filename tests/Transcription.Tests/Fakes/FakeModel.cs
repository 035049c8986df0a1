using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using Speech.Transcription.Models;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>An ASR model whose text identifies its audio: the number of samples and a checksum over them.</summary>
internal sealed class FakeModel : ISpeechModel
{
    private readonly Channel<TranscribeOptions> _started = Channel.CreateUnbounded<TranscribeOptions>();
    private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();

    public ModelCapabilities Capabilities { get; init; } = new([.. Languages.Names.Keys], IsMultilingual: true, CanTranslate: true);

    /// <summary>A run waits for this before it reads the audio.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>A run throws this after it has read all of the audio.</summary>
    public Exception? Fault { get; set; }

    /// <summary>The statistics that a run reports.</summary>
    public IReadOnlyList<DecodingStatistics> Decoding { get; set; } = [];

    public int Runs { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>The options of each run, when it starts.</summary>
    public ChannelReader<TranscribeOptions> Started => _started.Reader;

    /// <summary>One item for each run that has ended, in any way: whether it was cancelled.</summary>
    public ChannelReader<bool> Ended => _ended.Reader;

    public static string TextOf(ReadOnlySpan<float> samples)
        => $" {samples.Length} samples {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(samples)))[..16]}";

    public async IAsyncEnumerable<Segment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Runs++;
        _started.Writer.TryWrite(options);
        try
        {
            await Gate.WaitAsync(cancellationToken);
            var samples = new List<float>();
            await foreach (var block in audio.WithCancellation(cancellationToken)) samples.AddRange(block.Span);
            if (Fault is not null) throw Fault;
            foreach (var window in Decoding) options.Decoded?.Invoke(window);
            if (samples.TrueForAll(sample => sample == 0)) yield break;
            var (text, end) = (TextOf(CollectionsMarshal.AsSpan(samples)), samples.Count / 16_000.0);
            yield return new(text, 0, end) { Words = options.Words ? [new(text, 0, end)] : null };
        }
        finally
        {
            _ended.Writer.TryWrite(cancellationToken.IsCancellationRequested);
        }
    }

    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        Runs++;
        _started.Writer.TryWrite(new TranscribeOptions());
        await Gate.WaitAsync(cancellationToken);
        _ended.Writer.TryWrite(cancellationToken.IsCancellationRequested);
        if (Fault is not null) throw Fault;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
