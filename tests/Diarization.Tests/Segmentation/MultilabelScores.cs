using System.Runtime.InteropServices;
using System.Text.Json;
using Speech.Audio;
using Speech.Diarization.VoiceActivity;

namespace Speech.Diarization.Tests.Segmentation;

/// <summary>Scores of <c>pyannote/segmentation</c> for a recording in windows of 5 s at a step of 0.5 s, and the regions that the
/// reference's voice activity detection makes of them.</summary>
/// <param name="folder">Folder of the scores and of <c>expected.json</c>.</param>
/// <param name="name">Name of the recording.</param>
internal sealed class MultilabelScores(string folder, string name)
{
    public const int Frames = 293, Speakers = 3, WindowSamples = 80_000;

    /// <summary>The two sets of hyper-parameters.</summary>
    public static readonly VoiceActivityOptions Default = new(),
        Plain = new() { Onset = 0.5, Offset = 0.35, MinDurationOn = 0.1, MinDurationOff = 0.1 };

    private readonly JsonElement _facts = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")))
        .RootElement.GetProperty(name);

    public int Samples => _facts.GetProperty("samples").GetInt32();

    public string Audio => _facts.GetProperty("audio").GetString()!;

    /// <summary>Shape (windows, frames, speakers), rounded to 16 bits.</summary>
    public float[] Read()
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, $"{name}.scores.npy")).AsSpan();
        var scores = MemoryMarshal.Cast<byte, Half>(bytes[(10 + BitConverter.ToUInt16(bytes[8..]))..]).ToArray();
        Assert.Equal(_facts.GetProperty("chunks").EnumerateArray().Aggregate(1, (count, axis) => count * axis.GetInt32()), scores.Length);
        return Array.ConvertAll(scores, score => (float)score);
    }

    /// <summary>Asserts that regions equal those of the reference, which are rounded to 0.1 ms.</summary>
    public void AssertRegions(VoiceActivityOptions options, IReadOnlyList<SpeechRegion> actual)
    {
        var set = options == Default ? "vad_onset_0_767_offset_0_377_on_0_136_off_0_067" : "vad_onset_0_5_offset_0_35_on_0_1_off_0_1";
        var expected = _facts.GetProperty(set).EnumerateArray()
            .Select(region => (Start: region[0].GetDouble(), End: region[1].GetDouble())).ToList();
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (region, other) in expected.Zip(actual))
        {
            Assert.Equal(region.Start, other.Start, 1e-4);
            Assert.Equal(region.End, other.End, 1e-4);
        }
    }
}
