using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>The networks of a checkpoint, ready to run.</summary>
internal sealed class Networks : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly CheckpointWeights _weights;
    private readonly MappedWeights _mapped = new();
    private readonly OnnxRuntimeEnvironment _environment;

    private Networks(
        WhisperConfig config, GenerationConfig generation, Checkpoint checkpoint, WhisperOptions options,
        OnnxRuntimeEnvironment environment)
    {
        (Config, Profile, _checkpoint, _environment) = (config, options.Profile, checkpoint, environment);
        _weights = WhisperWeights.Open(checkpoint, Profile, options.QuantizedWeightCacheFolder);
        // ONNX Runtime opens a session on one core.
        var decoder = Task.Run(() => new Decoder(config, _weights, Profile, AlignmentHead.Of(config, generation), environment, _mapped));
        try
        {
            Encoder = new Encoder(config, _weights, Profile, environment, _mapped);
            Decoder = decoder.GetAwaiter().GetResult();
            _mapped.ReleasePages();
        }
        catch
        {
            Encoder?.Dispose();
            // It reads the weights as long as it opens.
            ((IAsyncResult)decoder).AsyncWaitHandle.WaitOne();
            if (decoder.IsCompletedSuccessfully) decoder.Result.Dispose();
            _mapped.Dispose();
            _weights.Dispose();
            throw;
        }
    }

    public WhisperConfig Config { get; }
    public ComputeProfile Profile { get; }
    public IWeights Weights => _weights;
    public Encoder Encoder { get; }
    public Decoder Decoder { get; }

    /// <summary>Loads a checkpoint from a folder in the Hub's layout.</summary>
    /// <exception cref="WhisperException">The folder does not contain a Whisper checkpoint.</exception>
    /// <exception cref="CheckpointException">The weights cannot be read.</exception>
    public static Networks Load(string folder, WhisperOptions options, OnnxRuntimeEnvironment environment)
    {
        var config = WhisperConfig.Load(folder);
        var checkpoint = Checkpoint.Open(folder);
        try
        {
            return NetworkErrors.Translate(() => new Networks(config, GenerationConfig.Load(folder), checkpoint, options, environment));
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Allocates a cache for windows that are decoded together.</summary>
    /// <param name="slots">Number of windows.</param>
    /// <param name="rows">Number of sequences of each window.</param>
    public KeyValueCache CreateCache(int slots, int rows = 1)
        => new(Config, Profile, slots, rows, _environment.AllocateCacheMemory(Profile));

    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
        _mapped.Dispose();
        _weights.Dispose();
        _checkpoint.Dispose();
    }
}
