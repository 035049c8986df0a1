using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Whisper.Model;

/// <summary>Runs the encoder: one window at a time, since batching it gains nothing on a CPU.</summary>
internal sealed class Encoder : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly float[] _window;

    public Encoder(WhisperConfig config, IWeights weights, ComputeProfile profile, int threads)
    {
        _session = Sessions.Open(EncoderGraph.Create(config, weights, profile), profile, threads);
        _window = new float[config.WindowSamples];
    }

    /// <summary>Samples of a full window.</summary>
    public int WindowSamples => _window.Length;

    /// <summary>Encodes a window; what is missing at its end is silence.</summary>
    /// <param name="samples">At most <see cref="WindowSamples"/> samples at 16 kHz.</param>
    /// <returns>[1, positions, width], to be disposed by the caller.</returns>
    public OrtValue Encode(ReadOnlySpan<float> samples)
    {
        samples.CopyTo(_window);
        _window.AsSpan(samples.Length).Clear();
        using var audio = OrtValue.CreateTensorValueFromMemory(_window, [1, _window.Length]);
        return _session.Run(_run, [EncoderGraph.Audio], [audio], [EncoderGraph.Hidden])[0];
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
