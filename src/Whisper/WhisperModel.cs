using System.Runtime.CompilerServices;
using Speech.Checkpoints.Errors;
using Speech.Whisper.Chunking;
using Speech.Whisper.Decoding;
using Speech.Whisper.Features;
using Speech.Whisper.Guards;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper;

/// <summary>A loaded Whisper checkpoint, shared by all requests.</summary>
public sealed class WhisperModel : IAsyncDisposable
{
    private readonly Networks _networks;
    private readonly Tokenizer _tokenizer;
    private readonly DecodingLoop _loop;
    private readonly Assistant? _assistant;
    private readonly int _maxBatch;
    private readonly int _maxNewTokens;

    private WhisperModel(Networks networks, Tokenizer tokenizer, DecodingRules rules, Assistant? assistant, WhisperOptions options)
    {
        (_networks, _tokenizer, _assistant, _maxNewTokens) = (networks, tokenizer, assistant, options.MaxNewTokens);
        Capabilities = CheckpointRules.CapabilitiesOf(networks.Config, rules);
        _maxBatch = Math.Min(options.MaxBatchSize, RowCache.RowsThatFit(networks.Config, networks.Profile));
        _loop = new DecodingLoop(new Engines(
            networks.Encoder, networks.Decoder, rules, new Guard(options.Guards, tokenizer), () => networks.NewCache(_maxBatch), assistant, new SpeculationPolicy(TimeProvider.System, options.DraftsAlways)));
    }

    /// <summary>What this checkpoint can do.</summary>
    public ModelCapabilities Capabilities { get; }

    /// <summary>Loads a checkpoint from a folder in the Hub's layout.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="options">How it is loaded.</param>
    /// <param name="assistantFolder">A smaller checkpoint that drafts for it; null for none. It must speak the same tokens.</param>
    /// <exception cref="WhisperException">A folder does not hold a Whisper checkpoint that can be run, or the assistant does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A guard's option is out of its range.</exception>
    /// <exception cref="CheckpointException">Weights cannot be read.</exception>
    public static WhisperModel Load(string folder, WhisperOptions options, string? assistantFolder = null)
    {
        // What is quick to refuse comes before the weights.
        options.Guards.Validate();
        if (options.Device == Device.Cuda && !Gpu.IsUsable(options.Threads)) throw new WhisperException("The model is to run on a GPU, and no GPU can be used here.");
        var tokenizer = Tokenizer.Load(folder);
        var rules = CheckpointRules.Read(WhisperConfig.Load(folder), GenerationConfig.Load(folder), tokenizer.SpecialTokens);
        var networks = Networks.Load(folder, options);
        try
        {
            var assistant = assistantFolder is null ? null : AssistantLoader.Load(assistantFolder, folder, networks.Config, rules, options);
            return new WhisperModel(networks, tokenizer, rules, assistant, options);
        }
        catch
        {
            networks.Dispose();
            throw;
        }
    }

    /// <summary>Transcribes audio of any length, chunk by chunk.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz; a block may be reused by its owner after the next one is asked for.</param>
    /// <param name="options">Task, language, windows.</param>
    /// <param name="cancellationToken">Honoured between decoding steps.</param>
    public async IAsyncEnumerable<TranscriptChunk> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ChunkLengthSeconds, 1, nameof(options));
        var length = Math.Min((int)Math.Round(options.ChunkLengthSeconds * LogMelGraph.SampleRate), _networks.Encoder.WindowSamples);
        // The overlap is a share of the window there is, not of the one asked for: it must fit into it.
        var reader = new WindowReader(length, stride: (int)Math.Round(length / 6.0));
        var merger = new ChunkMerger(_tokenizer);
        var decoding = new DecodingOptions { Task = options.Task, Language = options.Language, TokenTimes = options.Words, Assisted = options.Assisted, MaxNewTokens = _maxNewTokens };
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
            options.Decoded?.Invoke(decoded.Statistics);
            return merger.Add(window, decoded);
        }
    }

    /// <summary>Runs every network once, on a hum and for a few tokens; ends well when they work.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task TryAsync(CancellationToken cancellationToken)
    {
        var hum = new float[_networks.Encoder.WindowSamples];
        for (var i = 0; i < hum.Length; i++) hum[i] = 0.1f * MathF.Sin(i * 0.1f);
        return _loop.DecodeAsync(new DecodingRequest(), hum, new DecodingOptions { MaxNewTokens = 4 }, cancellationToken);
    }

    /// <summary>Frees the sessions; requests still running are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        _assistant?.Dispose();
        _networks.Dispose();
    }
}
