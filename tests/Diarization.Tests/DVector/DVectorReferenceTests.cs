using System.Runtime.InteropServices;
using Speech.Audio;
using Speech.Checkpoints.Safetensors;
using Speech.Diarization.DVector;
using Speech.Diarization.Tests.Networks;
using Speech.Onnx.Layers;
using Speech.TestSupport;
using Speech.TestSupport.Audio;

namespace Speech.Diarization.Tests.DVector;

/// <summary>The published d-vector network against its reference, on the first four seconds of two recordings.</summary>
public sealed class DVectorReferenceTests
{
    private const int Bins = 40, Samples = 64_000, Frames = 401, Windows = 2;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>In half precision, as it comes with the program.</summary>
    [Fact]
    public void The_built_in_network_gives_the_embeddings_of_the_reference()
    {
        var golden = Reference.PathOf("diarization", "d-vector");
        var folder = RepositoryFolder.PathOf("src", "BuiltIn", "models", "speaker-diarization", "embedding");
        using var model = DVectorModel.Load(folder, TestEnvironment.Instance, ComputeProfile.CpuFp32);

        var mel = model.ComputeMel(Recording.Load("jfk.wav").AsMemory(0, Samples), Cancel);

        FloatComparer.Absolute(2e-3, Read(golden, "jfk.embeddings"), model.Encode(mel, Windows, Cancel), "embeddings");
    }

    [Fact]
    public async Task Spectrogram_and_embeddings_match_the_reference()
    {
        await AssertMatchAsync("jfk", "audio", "jfk.wav");
        await AssertMatchAsync("lj2", "speech", "ljspeech32", "LJ001-0001.flac");
    }

    private static async Task AssertMatchAsync(string clip, params string[] recording)
    {
        var folder = SharedData.Require("models", "d-vector");
        var audio = await ReadAsync(SharedData.Require(recording));
        using var model = DVectorModel.Load(folder, TestEnvironment.Instance, ComputeProfile.CpuFp32);

        var mel = model.ComputeMel(audio, Cancel);
        var embeddings = model.Encode(mel, Windows, Cancel);

        Assert.Equal(Frames * Bins, mel.Length);
        // The reference stored the spectrogram bin by bin, as far as 320 frames of 40 bins reach.
        var expected = Read(folder, $"{clip}.mel");
        var stored = Enumerable.Range(0, expected.Length).Select(i => mel[i % Frames * Bins + i / Frames]).ToArray();
        FloatComparer.Relative(1e-5, 1e-4, expected, stored, "mel");
        FloatComparer.Absolute(1e-5, Read(folder, $"{clip}.embeddings"), embeddings, "embeddings");
    }

    private static float[] Read(string folder, string tensor)
    {
        using var file = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        Assert.True(file.TryGet(tensor, out var entry));
        return MemoryMarshal.Cast<byte, float>(file.ReadBytes(entry, 0, (int)entry.Length)).ToArray();
    }

    private static async Task<float[]> ReadAsync(string path)
    {
        await using var file = File.OpenRead(path);
        var samples = new List<float>();
        await foreach (var block in new AudioDecoder(new AudioOptions()).DecodeAsync(file, cancellationToken: Cancel))
            samples.AddRange(block.ToArray());
        return [.. samples.Take(Samples)];
    }
}
