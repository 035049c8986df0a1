using Microsoft.ML.OnnxRuntime;
using Speech.Checkpoints;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Weights;
using Speech.TestSupport;
using Speech.Whisper.Model;

namespace Speech.Whisper.Tests.Model;

/// <summary>The networks of one of the small random checkpoints, from the pool.</summary>
internal sealed class TinyModel : IDisposable
{
    private const int Frames = 3000;

    private readonly string _folder;
    private readonly Networks _networks;

    public TinyModel(string name) : this(TinyCheckpoint.FolderOf(name), ComputeProfile.CpuFp32) { }

    public TinyModel(string folder, ComputeProfile profile) => (_folder, _networks) = (folder, NetworkPool.Rent(folder, profile));

    public WhisperConfig Config => _networks.Config;
    public ComputeProfile Profile => _networks.Profile;
    public Encoder Encoder => _networks.Encoder;
    public Decoder Decoder => _networks.Decoder;

    public KeyValueCache CreateCache(int slots, int sequencesPerSlot = 1) => _networks.CreateCache(slots, sequencesPerSlot);

    /// <summary>A cache with the cross-attention keys and values of the given hidden states, [1, positions, width], in all slots.</summary>
    public KeyValueCache CreateCacheFor(float[] hiddenStates, int slots = 1)
    {
        var cache = CreateCache(slots);
        var value = OrtValue.CreateTensorValueFromMemory(hiddenStates, [1, Config.MaxSourcePositions, Config.DModel]);
        using var window = new EncodedWindow(value, EncoderPositions.All(Config.MaxSourcePositions));
        for (var slot = 0; slot < slots; slot++) Decoder.ComputeCrossAttentionCache(cache, slot, window);
        return cache;
    }

    /// <summary>Runs the encoder without the log-mel spectrogram: the golden hidden states belong to the golden mel.</summary>
    public float[] EncodeMel(float[] mel)
    {
        var graph = new GraphWriter();
        var input = graph.Input("mel", ElementType.Float, 1, Config.NumMelBins, Frames);
        using var checkpoint = Checkpoint.Open(_folder);
        using var weights = new CheckpointWeights(checkpoint);
        var layers = new LayerWriter(graph, weights, Profile, Config.DModel);
        var hidden = EncoderGraph.Write(graph, input, Config, layers, Profile);
        graph.Output("hidden", hidden, ElementType.Float, 1, Config.MaxSourcePositions, Config.DModel);
        using var session = TestEnvironment.Instance.OpenSession(graph.ToModel(), Profile);
        using var value = OrtValue.CreateTensorValueFromMemory(mel, [1, Config.NumMelBins, Frames]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["mel"], [value], ["hidden"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>A complete golden mel: the stored frames, then the constant of the manifest.</summary>
    public static float[] GoldenMel(string clip, int mels)
    {
        using var golden = new Golden.GoldenCase("mel");
        var stored = golden.Floats($"{clip}_{mels}");
        var frames = stored.Length / mels;
        var info = golden.Manifest.GetProperty("cases").GetProperty($"{clip}_{mels}");
        var complete = new float[mels * Frames];
        Array.Fill(complete, info.GetProperty("frames_after_stored_all_equal").GetSingle());
        for (var mel = 0; mel < mels; mel++) stored.AsSpan(mel * frames, frames).CopyTo(complete.AsSpan(mel * Frames));
        return complete;
    }

    public void Dispose() => NetworkPool.Return(_folder, _networks);
}
