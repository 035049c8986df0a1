using Speech.Audio;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.Whisper.Chunking;
using Speech.Whisper.Chunking.Silence;
using Speech.Whisper.Decoding;
using Speech.Whisper.Fallback;
using Speech.Whisper.Model;
using Speech.Whisper.Speculative;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Inference;

/// <summary>A loaded Whisper checkpoint, shared by all requests.</summary>
public sealed class WhisperModel : IAsyncDisposable
{
    // On a CPU more sequences make a pass hardly more efficient, and each takes memory of its own.
    private const int DefaultSequences = 24;

    private const int WaitingWindows = 1;

    private readonly Networks _networks;
    private readonly Tokenizer _tokenizer;
    private readonly DecodingLoop _loop;
    private readonly DraftModel? _draftModel;
    private readonly int _maxBatchSize;
    private readonly int _maxNewTokens;
    private readonly bool _dropsInventedText;

    private WhisperModel(Networks networks, Tokenizer tokenizer, DecodingRules rules, DraftModel? draftModel, WhisperOptions options)
    {
        (_networks, _tokenizer, _draftModel, _maxNewTokens) = (networks, tokenizer, draftModel, options.MaxNewTokens);
        _dropsInventedText = options.Fallback.NoSpeechThreshold is not null;
        Capabilities = CheckpointRules.CapabilitiesOf(networks.Config, rules);
        _maxBatchSize = options.MaxBatchSize ?? DefaultBatchSizeOf(options.Profile);
        var controller = new DraftLengthController(TimeProvider.System, options.DraftsAlways);
        _loop = new DecodingLoop(new DecodingContext(
            networks.Encoder, networks.Profile.MaxEncoderWindows, networks.Decoder, rules,
            new FallbackPolicy(options.Fallback, tokenizer), NewCache, NewStrategy));

        KeyValueCache NewCache(int sequencesPerSlot)
        {
            var fitting = KeyValueCache.SlotsThatFit(networks.Config, networks.Profile, sequencesPerSlot);
            return networks.CreateCache(Math.Min(SlotsFor(_maxBatchSize, sequencesPerSlot), fitting), sequencesPerSlot);
        }

        IDecodingStrategy NewStrategy(int capacity)
            => draftModel is null ? new PlainDecoding() : new SpeculativeDecoding(draftModel.NewProposer(capacity), controller);
    }

    /// <summary>What this checkpoint can do.</summary>
    public ModelCapabilities Capabilities { get; }

    /// <summary>Loads a checkpoint from a folder in the Hub's layout.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="options">How it is loaded.</param>
    /// <param name="environment">Opens the sessions; must outlive the model.</param>
    /// <param name="assistantFolder">A smaller checkpoint with the same vocabulary that drafts for it; null for none.</param>
    /// <exception cref="WhisperException">A folder does not hold a usable Whisper checkpoint, or the assistant is incompatible.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option of the fallback is out of its range.</exception>
    /// <exception cref="CheckpointException">Weights cannot be read.</exception>
    public static WhisperModel Load(
        string folder, WhisperOptions options, OnnxRuntimeEnvironment environment, string? assistantFolder = null)
    {
        // Cheap checks come before the weights are read.
        options.Fallback.Validate();
        if (options.Device == ComputeDevice.Cuda && !environment.IsCudaUsable())
            throw new WhisperException("The model is configured to run on a GPU, but no usable GPU was found.");
        var tokenizer = Tokenizer.Load(folder);
        var (config, generation) = (WhisperConfig.Load(folder), GenerationConfig.Load(folder));
        var rules = CheckpointRules.Read(config, generation, tokenizer.SpecialTokens);
        var networks = Networks.Load(folder, config, generation, options, environment);
        try
        {
            var draftModel = assistantFolder is null
                ? null : DraftModelLoader.Load(assistantFolder, folder, config, rules, options, environment);
            return new WhisperModel(networks, tokenizer, rules, draftModel, options);
        }
        catch
        {
            networks.Dispose();
            throw;
        }
    }

    /// <summary>Transcribes audio of any length; a segment is returned as soon as no later window can change it.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz; a block may be reused by its owner once the next one is requested.</param>
    /// <param name="options">The request's options.</param>
    /// <param name="cancellationToken">Checked between decoding steps.</param>
    public IAsyncEnumerable<TranscriptSegment> TranscribeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, TranscribeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ChunkLengthSeconds, 1, nameof(options));
        var length = Math.Min((int)Math.Round(options.ChunkLengthSeconds * AudioDecoder.SampleRate), _networks.Encoder.WindowSamples);
        var decoding = DecodingOptionsOf(options, _tokenizer, _maxNewTokens);
        // Windows that wait for a slot take memory: a few are enough to fill each slot as soon as it is free.
        var batchSize = Math.Min(options.BatchSize, SlotsFor(_maxBatchSize, decoding.MaxSequences) + WaitingWindows);
        return options.SpeechActivity is { } activity
            ? CutAtSilences(activity, length).TranscribeAsync(audio, cancellationToken)
            : CutByStride(length).TranscribeAsync(audio, cancellationToken);

        StrideTranscriber CutByStride(int samples) => new(
            samples, stopping => new WindowQueue(_loop, decoding, batchSize, stopping), _tokenizer, options.Decoded);

        SilenceTranscriber CutAtSilences(ISpeechActivity activity, int samples)
        {
            // The alignment shows where the text skips speech.
            var aligned = decoding with { TokenTimes = true };
            var request = new DecodingRequest();
            return new(
                new SilenceWindowReader(
                    activity, PackingOptions.For(samples), _dropsInventedText ? new UndetectedSpeechOptions() : null),
                new SpeechWindowDecoder(
                    (part, language, isDetected, stopping) => _loop.DecodeAsync(
                        request, part, aligned with { Language = language, Temperature = isDetected ? aligned.Temperature : 0 }, stopping),
                    _tokenizer, new CoverageOptions(), _dropsInventedText ? new InventedText(_tokenizer.SpecialTokens.IsText) : null),
                _tokenizer, new WindowLanguage(options.Language, Capabilities.IsMultilingual), options.Words, batchSize, options.Decoded);
        }
    }

    /// <summary>Runs every network once, those of the draft model included, on a second of a synthetic tone and for a few tokens.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var tone = new float[Math.Min(AudioDecoder.SampleRate, _networks.Encoder.WindowSamples)];
        for (var i = 0; i < tone.Length; i++) tone[i] = 0.1f * MathF.Sin(i * 0.1f);
        var options = new DecodingOptions { MaxNewTokens = 4, WarmsUpDraftModel = true };
        return _loop.DecodeAsync(new DecodingRequest(), tone, options, cancellationToken);
    }

    /// <summary>Frees the sessions; running requests are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync().ConfigureAwait(false);
        _draftModel?.Dispose();
        _networks.Dispose();
    }

    /// <summary>Windows decoded together unless <see cref="WhisperOptions.MaxBatchSize"/> says otherwise.</summary>
    internal static int DefaultBatchSizeOf(ComputeProfile profile) => profile switch
    {
        { UsesCuda: true } => 24,
        { QuantizesCaches: true } => 4,
        _ => 2,
    };

    /// <summary>
    /// Number of windows decoded together. Windows with several beams share the sequences of a pass; a larger batch size is a request for
    /// more of them, for example on a GPU.
    /// </summary>
    internal static int SlotsFor(int maxBatchSize, int sequencesPerSlot)
        => Math.Clamp(Math.Max(DefaultSequences, maxBatchSize) / sequencesPerSlot, 1, maxBatchSize);

    /// <summary>How the windows of a request are decoded.</summary>
    /// <param name="options">The request's options.</param>
    /// <param name="tokenizer">Encodes the prompt.</param>
    /// <param name="maxNewTokens">Maximum number of generated tokens.</param>
    internal static DecodingOptions DecodingOptionsOf(TranscribeOptions options, Tokenizer tokenizer, int maxNewTokens) => new()
    {
        Task = options.Task,
        Language = options.Language,
        TokenTimes = options.Words,
        Assisted = options.Assisted,
        Prompt = PromptText.Of(options) is { Length: > 0 } context ? tokenizer.Encode(" " + context) : [],
        Temperature = options.Temperature,
        Beams = options.Assisted ? 1 : options.Beams,
        Patience = options.Patience,
        LengthPenalty = options.LengthPenalty,
        BestOf = options.Assisted ? 1 : options.BestOf,
        MaxNewTokens = maxNewTokens,
    };
}
