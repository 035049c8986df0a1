using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>The networks of a checkpoint, ready to run.</summary>
internal sealed class Networks : IDisposable
{
    private readonly MappedWeights _mapped = new();
    private readonly OnnxRuntimeEnvironment _environment;

    private Networks(
        WhisperConfig config, GenerationConfig generation, IWeights weights, ComputeProfile profile, OnnxRuntimeEnvironment environment)
    {
        (Config, Profile, _environment) = (config, profile, environment);
        // ONNX Runtime opens a session on one core.
        var decoder = Task.Run(() => new Decoder(config, weights, profile, AlignmentHead.Of(config, generation), environment, _mapped));
        try
        {
            Encoder = new Encoder(config, weights, profile, environment, _mapped);
            Decoder = decoder.GetAwaiter().GetResult();
            _mapped.ReleasePages();
        }
        catch
        {
            Encoder?.Dispose();
            // It reads the weights as long as it opens.
            Task.WaitAny(decoder);
            if (decoder.IsCompletedSuccessfully) decoder.Result.Dispose();
            _mapped.Dispose();
            throw;
        }
    }

    public WhisperConfig Config { get; }
    public ComputeProfile Profile { get; }
    public Encoder Encoder { get; }
    public Decoder Decoder { get; }

    /// <summary>Loads a checkpoint from a folder in the Hub's layout. It is closed once the sessions have mapped its files.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="config">Its <c>config.json</c>.</param>
    /// <param name="generation">Its <c>generation_config.json</c>.</param>
    /// <param name="options">How it is loaded.</param>
    /// <param name="environment">Opens the sessions; must outlive the networks.</param>
    /// <exception cref="WhisperException">The folder does not contain a Whisper checkpoint.</exception>
    /// <exception cref="CheckpointException">The weights cannot be read.</exception>
    public static Networks Load(
        string folder, WhisperConfig config, GenerationConfig generation, WhisperOptions options, OnnxRuntimeEnvironment environment)
    {
        using var checkpoint = Checkpoint.Open(folder);
        return NetworkErrors.Translate(() =>
        {
            using var weights = WhisperWeights.Open(checkpoint, options.Profile, options.QuantizedWeightCacheFolder);
            return new Networks(config, generation, weights, options.Profile, environment);
        });
    }

    /// <summary>Allocates a cache for windows that are decoded together.</summary>
    /// <param name="slots">Number of windows.</param>
    /// <param name="sequencesPerSlot">Number of sequences of each window.</param>
    public KeyValueCache CreateCache(int slots, int sequencesPerSlot = 1)
        => new(Config, Profile, slots, sequencesPerSlot, _environment.AllocateCacheMemory(Profile));

    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
        _mapped.Dispose();
    }
}
