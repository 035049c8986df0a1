using System.Runtime.CompilerServices;
using Speech.Hub.Checkpoints;
using Speech.Whisper.Chunking;
using Speech.Whisper.Decoding;
using Speech.Whisper.Features;
using Speech.Whisper.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper;

/// <summary>A loaded Whisper checkpoint, shared by all requests.</summary>
public sealed class WhisperModel : IAsyncDisposable
{
    private readonly Networks _networks;
    private readonly Tokenizer _tokenizer;
    private readonly DecodingLoop _loop;
    private readonly int _maxBatch;
    private readonly int _maxNewTokens;

    private WhisperModel(Networks networks, Tokenizer tokenizer, DecodingRules rules, WhisperOptions options)
    {
        (_networks, _tokenizer, _maxNewTokens) = (networks, tokenizer, options.MaxNewTokens);
        Capabilities = CheckpointRules.CapabilitiesOf(networks.Config, rules);
        _maxBatch = Math.Min(options.MaxBatchSize, RowCache.RowsThatFit(networks.Config, networks.Profile.Compute));
        _loop = new DecodingLoop(networks.Encoder, networks.Decoder, rules, () => networks.NewCache(_maxBatch));
    }

    /// <summary>What this checkpoint can do.</summary>
    public ModelCapabilities Capabilities { get; }

    /// <summary>Loads a checkpoint from a folder in the Hub's layout.</summary>
    /// <exception cref="WhisperException">The folder does not hold a Whisper checkpoint that can be run.</exception>
    /// <exception cref="CheckpointException">Its weights cannot be read.</exception>
    public static WhisperModel Load(string folder, WhisperOptions options)
    {
        // What is quick to refuse comes before the weights.
        var tokenizer = Tokenizer.Load(folder);
        var rules = CheckpointRules.Read(WhisperConfig.Load(folder), GenerationConfig.Load(folder), tokenizer.SpecialTokens);
        return new WhisperModel(Networks.Load(folder, options), tokenizer, rules, options);
    }

    /// <summary>Transcribes audio of any length, chunk by chunk.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz; a block may be reused by its owner after the next one is asked for.</param>
    /// <param name="options">Task, language, windows.</param>
    /// <param name="cancellationToken">Honoured between decoding steps.</param>
    public async IAsyncEnumerable<TranscriptChunk> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // The overlap is a share of the window there is, not of the one asked for: it must fit into it.
        var length = Math.Min((int)Math.Round(options.ChunkLengthSeconds * LogMelGraph.SampleRate), _networks.Encoder.WindowSamples);
        var reader = new WindowReader(length, (int)Math.Round(length / 6.0));
        var merger = new ChunkMerger(_tokenizer);
        var decoding = new DecodingOptions { Task = options.Task, Language = options.Language, TokenTimes = options.Words, MaxNewTokens = _maxNewTokens };
        await using var queue = new WindowQueue(_loop, decoding, Math.Min(options.BatchSize, _maxBatch), cancellationToken);

        await foreach (var window in reader.ReadAsync(audio, cancellationToken).ConfigureAwait(false))
        {
            if (queue.IsFull)
                foreach (var chunk in await MergeNextAsync().ConfigureAwait(false))
                    yield return chunk;
            queue.Add(window);
        }

        while (!queue.IsEmpty)
            foreach (var chunk in await MergeNextAsync().ConfigureAwait(false))
                yield return chunk;
        if (merger.Finish((double)reader.Position / LogMelGraph.SampleRate) is { } last) yield return last;

        async Task<List<TranscriptChunk>> MergeNextAsync()
        {
            var (window, decoded) = await queue.TakeAsync().ConfigureAwait(false);
            return merger.Add(window, decoded);
        }
    }

    /// <summary>Frees the sessions; requests still running are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        _networks.Dispose();
    }
}
