using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>Runs the encoder. For one thread at a time.</summary>
internal sealed class Encoder : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly WhisperConfig _config;
    private readonly ComputeProfile _profile;
    private float[] _samples = [];

    public Encoder(
        WhisperConfig config, IWeights weights, ComputeProfile profile, OnnxRuntimeEnvironment environment, MappedWeights mapped)
    {
        (_config, _profile) = (config, profile);
        _session = environment.OpenSession(EncoderGraph.Create(config, weights, profile), profile, mapped);
    }

    /// <summary>Number of samples of a full window.</summary>
    public int WindowSamples => _config.WindowSamples;

    /// <summary>Encodes one window; a shorter one is padded with silence.</summary>
    /// <param name="window">At most <see cref="WindowSamples"/> samples at 16 kHz.</param>
    /// <returns>Hidden states [1, positions, width]; the caller disposes them.</returns>
    public OrtValue Encode(ReadOnlySpan<float> window)
    {
        Reserve(windows: 1);
        Pad(window, 0);
        using var audio = AudioValue(windows: 1);
        return _session.Run(_run, [EncoderGraph.Audio], [audio], [EncoderGraph.HiddenStates])[0];
    }

    /// <summary>Encodes several windows in one pass; shorter ones are padded with silence.</summary>
    /// <param name="windows">At least 1, each with at most <see cref="WindowSamples"/> samples at 16 kHz.</param>
    /// <returns>Hidden states of each window, [1, positions, width]; the caller disposes all of them.</returns>
    public IReadOnlyList<OrtValue> Encode(IReadOnlyList<ReadOnlyMemory<float>> windows)
    {
        if (windows.Count == 1) return [Encode(windows[0].Span)];
        return _profile.Compute == ElementType.Float16 ? EncodeBatch<Float16>(windows) : EncodeBatch<float>(windows);
    }

    private OrtValue[] EncodeBatch<T>(IReadOnlyList<ReadOnlyMemory<float>> windows) where T : unmanaged
    {
        var size = _config.MaxSourcePositions * _config.DModel;
        var states = new T[windows.Count * size];
        Reserve(windows.Count);
        for (var i = 0; i < windows.Count; i++) Pad(windows[i].Span, i);
        using var audio = AudioValue(windows.Count);
        using var batch = Wrap(states, windows.Count);
        _session.Run(_run, [EncoderGraph.Audio], [audio], [EncoderGraph.HiddenStates], [batch]);
        return [.. windows.Select((_, i) => Wrap(states.AsMemory(i * size, size), 1))];

        OrtValue Wrap(Memory<T> memory, int count) => OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, memory, [count, _config.MaxSourcePositions, _config.DModel]);
    }

    private void Reserve(int windows)
    {
        if (_samples.Length < windows * WindowSamples) _samples = new float[windows * WindowSamples];
    }

    private void Pad(ReadOnlySpan<float> window, int index)
    {
        var padded = _samples.AsSpan(index * WindowSamples, WindowSamples);
        window.CopyTo(padded);
        padded[window.Length..].Clear();
    }

    // [windows, samples], over memory that the next call overwrites.
    private OrtValue AudioValue(int windows) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, _samples.AsMemory(0, windows * WindowSamples), [windows, WindowSamples]);

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
