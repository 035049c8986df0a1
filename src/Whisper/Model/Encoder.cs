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
    private readonly EncoderPositions _allPositions;
    private readonly bool _selectsPositions;
    private readonly EncoderPositionSelector? _selector;
    private float[] _samples = [];

    public Encoder(
        WhisperConfig config, IWeights weights, ComputeProfile profile, OnnxRuntimeEnvironment environment, MappedWeights mapped)
    {
        (_config, _profile, _allPositions) = (config, profile, EncoderPositions.All(config.MaxSourcePositions));
        _session = environment.OpenSession(EncoderGraph.Create(config, weights, profile), profile, mapped);
        _selectsPositions = profile.SelectsPositions(config.DModel);
        if (!_selectsPositions) return;
        try
        {
            _selector = new EncoderPositionSelector((int)config.MaxSourcePositions, FindDistinctPositions());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Number of samples of a full window.</summary>
    public int WindowSamples => _config.WindowSamples;

    /// <summary>Encodes one window; a shorter one is padded with silence.</summary>
    /// <param name="window">At most <see cref="WindowSamples"/> samples at 16 kHz.</param>
    /// <returns>The hidden states; the caller disposes them.</returns>
    public EncodedWindow Encode(ReadOnlySpan<float> window) => Encode(window, _selector?.Select(PositionsOf(window)) ?? _allPositions);

    /// <summary>Encodes several windows in one pass; shorter ones are padded with silence.</summary>
    /// <param name="windows">At least 1, each with at most <see cref="WindowSamples"/> samples at 16 kHz.</param>
    /// <returns>Hidden states of each window; the caller disposes all of them.</returns>
    public IReadOnlyList<EncodedWindow> Encode(IReadOnlyList<ReadOnlyMemory<float>> windows)
    {
        // Each window has positions of its own where they are selected.
        if (_selector is not null || windows.Count == 1) return [.. windows.Select(window => Encode(window.Span))];
        return _profile.Compute == ElementType.Float16 ? EncodeBatch<Float16>(windows) : EncodeBatch<float>(windows);
    }

    /// <summary>Encodes one window at given positions; all of them where the profile does not select any.</summary>
    public EncodedWindow Encode(ReadOnlySpan<float> window, EncoderPositions positions)
    {
        var samples = (int)(positions.FeatureCount * WindowSamples / _config.MaxSourcePositions);
        Reserve(windows: 1);
        Pad(window, 0);
        using var audio = AudioValue(windows: 1, samples);
        if (!_selectsPositions)
            return new(_session.Run(_run, [EncoderGraph.Audio], [audio], [EncoderGraph.HiddenStates])[0], positions);
        long[] count = [positions.Indices.Length];
        using var indices = OrtValue.CreateTensorValueFromMemory(positions.Indices, count);
        using var features = OrtValue.CreateTensorValueFromMemory(positions.Features, count);
        using var logWeights = OrtValue.CreateTensorValueFromMemory(positions.LogWeights, count);
        var hiddenStates = _session.Run(
            _run, [EncoderGraph.Audio, EncoderGraph.Positions, EncoderGraph.Features, EncoderGraph.LogWeights],
            [audio, indices, features, logWeights], [EncoderGraph.HiddenStates])[0];
        return new(hiddenStates, positions);
    }

    private int PositionsOf(ReadOnlySpan<float> window) => (int)(window.Length * _config.MaxSourcePositions / WindowSamples);

    private HashSet<int> FindDistinctPositions()
    {
        using var silence = Encode([], _allPositions);
        return EncoderPositionSelector.FarthestFromMean(silence.HiddenStates.GetTensorDataAsSpan<float>(), (int)_config.DModel);
    }

    private EncodedWindow[] EncodeBatch<T>(IReadOnlyList<ReadOnlyMemory<float>> windows) where T : unmanaged
    {
        var size = _config.MaxSourcePositions * _config.DModel;
        var states = new T[windows.Count * size];
        Reserve(windows.Count);
        for (var i = 0; i < windows.Count; i++) Pad(windows[i].Span, i);
        using var audio = AudioValue(windows.Count, WindowSamples);
        using var batch = Wrap(states, windows.Count);
        _session.Run(_run, [EncoderGraph.Audio], [audio], [EncoderGraph.HiddenStates], [batch]);
        return [.. windows.Select((_, i) => new EncodedWindow(Wrap(states.AsMemory(i * size, size), 1), _allPositions))];

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
    private OrtValue AudioValue(int windows, int samples) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, _samples.AsMemory(0, windows * samples), [windows, samples]);

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
