using System.Runtime.InteropServices;
using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Networks;

/// <summary>Outputs of the reference networks, and the checkpoints that produced them.</summary>
internal sealed class NetworkGolden : IDisposable
{
    private readonly SafetensorsFile _file;

    public NetworkGolden(params string[] parts) => _file = SafetensorsFile.Open(Reference.PathOf(["diarization", .. parts]));

    public static string Checkpoint(string name) => Reference.PathOf("diarization", "checkpoints", name);

    /// <summary>The ten seconds of audio of all stages.</summary>
    public static float[] Window()
    {
        using var golden = new NetworkGolden("network", "segmentation_chunk.safetensors");
        return golden["waveform"];
    }

    public float[] this[string tensor] => _file.TryGet(tensor, out var entry)
        ? MemoryMarshal.Cast<byte, float>(_file.ReadBytes(entry, 0, (int)entry.Length)).ToArray() : throw new KeyNotFoundException(tensor);

    public void Dispose() => _file.Dispose();
}
