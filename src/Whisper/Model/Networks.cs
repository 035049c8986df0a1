using Microsoft.ML.OnnxRuntime;
using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Whisper.Model;

/// <summary>The networks of one checkpoint, ready to run.</summary>
internal sealed class Networks : IDisposable
{
    private readonly Checkpoint _checkpoint;
    private readonly CheckpointWeights _weights;
    private readonly int _threads;

    private Networks(WhisperConfig config, GenerationConfig generation, Checkpoint checkpoint, WhisperOptions options)
    {
        (Config, Profile, _checkpoint, _threads) = (config, options.Profile, checkpoint, options.ThreadCount);
        _weights = CheckpointWeights.For(checkpoint, Profile, options.SideFolder);
        try
        {
            Encoder = new Encoder(config, _weights, Profile, options.ThreadCount);
            Decoder = new Decoder(config, _weights, Profile, AlignmentHead.Of(config, generation), options.ThreadCount);
        }
        catch
        {
            Encoder?.Dispose();
            _weights.Dispose();
            throw;
        }
    }

    public WhisperConfig Config { get; }
    public ComputeProfile Profile { get; }
    public IWeights Weights => _weights;
    public Encoder Encoder { get; }
    public Decoder Decoder { get; }

    /// <exception cref="WhisperException">The folder does not hold a Whisper checkpoint.</exception>
    /// <exception cref="CheckpointException">Its weights cannot be read.</exception>
    public static Networks Load(string folder, WhisperOptions options)
    {
        var config = WhisperConfig.Load(folder);
        var checkpoint = Checkpoint.Open(folder);
        try
        {
            return Open(() => new Networks(config, GenerationConfig.Load(folder), checkpoint, options));
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Opens sessions over a checkpoint, and tells a checkpoint that they refuse in our own words.</summary>
    public static T Open<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException reason)
        {
            // Its own words name nodes of the graph and places on the disk.
            throw new WhisperException("ONNX Runtime refuses the network of this checkpoint: its tensors may not have the shapes that config.json asks for.", reason);
        }
        catch (WeightShapeException reason)
        {
            throw new WhisperException($"The checkpoint does not fit its config.json. {reason.Message}", reason);
        }
    }

    /// <summary>Memory for rows that are decoded together.</summary>
    public RowCache NewCache(int rows) => new(Config, Profile, rows, ICacheMemory.On(Profile, _threads));

    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
        _weights.Dispose();
        _checkpoint.Dispose();
    }
}
