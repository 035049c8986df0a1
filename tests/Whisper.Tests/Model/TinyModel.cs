using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;
using Speech.TestSupport;
using Speech.Whisper.Model;

namespace Speech.Whisper.Tests.Model;

/// <summary>The networks of one of the small random checkpoints.</summary>
internal sealed class TinyModel : IDisposable
{
    private readonly Networks _networks;
    private readonly DirectoryInfo _sideFolder = Directory.CreateTempSubdirectory("speech-side-");

    public TinyModel(string name) : this(Reference.PathOf("whisper", name), ComputeProfile.CpuFp32) { }

    public TinyModel(string folder, ComputeProfile profile)
        => _networks = Networks.Load(folder, new WhisperOptions { Profile = profile, SideFolder = _sideFolder.FullName, Threads = 2 });

    public WhisperConfig Config => _networks.Config;
    public ComputeProfile Profile => _networks.Profile;
    public Encoder Encoder => _networks.Encoder;
    public Decoder Decoder => _networks.Decoder;

    public RowCache NewCache(int rows) => _networks.NewCache(rows);

    /// <summary>A cache whose rows all listen to the given encoder output, [1, positions, width].</summary>
    public RowCache Listening(float[] hidden, int rows = 1)
    {
        var cache = NewCache(rows);
        using var value = OrtValue.CreateTensorValueFromMemory(hidden, [1, Config.MaxSourcePositions, Config.DModel]);
        for (var row = 0; row < rows; row++) Decoder.Listen(cache, row, value);
        return cache;
    }

    /// <summary>Runs the encoder behind the log-mel: the golden numbers start from the golden mel.</summary>
    public float[] EncodeMel(float[] mel)
    {
        var graph = new GraphWriter();
        var input = graph.Input("mel", ElementType.Float, 1, Config.NumMelBins, 3000);
        var hidden = EncoderGraph.Write(graph, input, Config, new LayerWriter(graph, _networks.Weights, Profile, Config.DModel), Profile);
        graph.Output("hidden", hidden, ElementType.Float, 1, Config.MaxSourcePositions, Config.DModel);
        using var session = Sessions.Open(graph.ToModel(), Profile, threads: 2);
        using var value = OrtValue.CreateTensorValueFromMemory(mel, [1, Config.NumMelBins, 3000]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["mel"], [value], ["hidden"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <summary>A golden mel, whole: the frames stored, then the constant that the manifest names.</summary>
    public static float[] GoldenMel(string clip, int mels)
    {
        using var golden = new Golden.GoldenCase("mel");
        var stored = golden.Floats($"{clip}_{mels}");
        var frames = stored.Length / mels;
        var info = golden.Manifest.GetProperty("cases").GetProperty($"{clip}_{mels}");
        var whole = new float[mels * 3000];
        Array.Fill(whole, info.GetProperty("frames_after_stored_all_equal").GetSingle());
        for (var mel = 0; mel < mels; mel++) stored.AsSpan(mel * frames, frames).CopyTo(whole.AsSpan(mel * 3000));
        return whole;
    }

    public void Dispose()
    {
        _networks.Dispose();
        _sideFolder.Delete(recursive: true);
    }
}
