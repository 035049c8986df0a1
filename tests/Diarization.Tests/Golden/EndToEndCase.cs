using System.Text.Json;
using Speech.TestSupport;
using Speech.TestSupport.Audio;
using Speech.TestSupport.Scoring;

namespace Speech.Diarization.Tests.Golden;

/// <summary>Results of the unmodified reference pipeline for a recording, with random weights.</summary>
internal sealed class EndToEndCase : IDisposable
{
    private const string Set = "end_to_end_random_weights";
    // Crops begin five seconds after the start of the sample.
    private const int CropStart = 80_000;

    private readonly JsonElement _facts;

    public EndToEndCase(string id)
    {
        _facts = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", Set, id + ".json"))).RootElement;
        Tensors = new(Set, id + ".safetensors");
        Networks = new(Set, $"3.1__{Input}__auto.safetensors");
    }

    public string Pipeline => _facts.GetProperty("pipeline").GetString()!;

    /// <summary>Name of the recording.</summary>
    public string Input => _facts.GetProperty("input").GetString()!;

    public GoldenTensors Tensors { get; }

    /// <summary>Outputs of the networks, which both pipelines share.</summary>
    public GoldenTensors Networks { get; }

    public string[] Labels => [.. _facts.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)];

    public List<SpokenTurn> Turns => TurnsOf("segments");

    public List<SpokenTurn> ExclusiveTurns => TurnsOf("exclusive_segments");

    public ReadOnlyMemory<float> Audio => Input switch
    {
        "ami-dev00" => Recording.Load("ami", "dev00.wav").AsMemory(0, Samples),
        "pyannote-sample" => Recording.Load("pyannote-sample.wav").AsMemory(0, Samples),
        _ => Recording.Load("pyannote-sample.wav").AsMemory(CropStart, Samples),
    };

    public double Duration => (double)Samples / Recording.Rate;

    private int Samples => _facts.GetProperty("num_samples").GetInt32();

    public static TheoryData<string> All()
    {
        var index = Reference.PathOf("diarization", Set, "index.json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(index)).RootElement.EnumerateArray()
                .Select(item => item.GetProperty("id").GetString()!)];
    }

    /// <summary>One case per recording.</summary>
    public static TheoryData<string> OfOnePipeline()
        => [.. All().Select(row => row.Data).Where(id => id.StartsWith("3.1_", StringComparison.Ordinal))];

    public void Dispose()
    {
        Tensors.Dispose();
        Networks.Dispose();
    }

    private List<SpokenTurn> TurnsOf(string fact)
        => [.. _facts.GetProperty(fact).EnumerateArray()
            .Select(turn => new SpokenTurn(turn[0].GetDouble(), turn[1].GetDouble(), turn[2].GetString()!))];
}
