using System.Text.Json;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;
using Speech.TestSupport;

namespace Speech.Diarization.Tests.Golden;

/// <summary>Results of the reference for given segmentation and embeddings, stage by stage.</summary>
internal sealed class PostNetworkCase : IDisposable
{
    private static readonly Lazy<VbxOptions> Vbx = new(() => new VbxOptions(PldaFile.Load()));

    private readonly JsonElement _facts;
    private readonly GoldenTensors? _own;
    private readonly GoldenTensors? _shared;
    private readonly GoldenTensors _input;

    public PostNetworkCase(string id)
    {
        _facts = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("diarization", "post_network", "cases",
            id + ".json"))).RootElement;
        if (Exists(id)) _own = new("post_network", "cases", id + ".safetensors");
        // Tensors equal to those of the unconstrained case are stored once.
        if (_facts.TryGetProperty("tensors_same_as", out var other))
            _shared = new("post_network", "cases", other.GetProperty("case").GetString() + ".safetensors");
        _input = new("post_network", "inputs", Input + ".safetensors");
        (Segmentation, Embeddings) = ReadInput();
    }

    public static FrameGrid Grid { get; } = new(10, 1, 270 / 16000.0, 991 / 16000.0);

    public string Input => _facts.GetProperty("input").GetString()!;

    public int Samples => _facts.GetProperty("num_samples").GetInt32();

    public bool IsVbx => _facts.GetProperty("pipeline").GetString() == "community-1";

    public bool IsKMeans => _facts.TryGetProperty("kmeans_used", out var used) && used.ValueKind == JsonValueKind.True;

    /// <summary>Whether k-means gives the same partition for all initializations.</summary>
    public bool IsKMeansUnique => _facts.GetProperty("kmeans_same_partition_for_n_of_20_other_seeds").GetInt32() == 20;

    public double KMeansInertia => _facts.GetProperty("kmeans_inertia").GetDouble();

    public SpeakerBounds Bounds => SpeakerBounds.Of(Constraint("num_speakers"), Constraint("min_speakers"), Constraint("max_speakers"));

    public string[] Labels => [.. _facts.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)];

    public BinarizedSegmentation Segmentation { get; }

    public SpeakerEmbeddings Embeddings { get; }

    public DiarizationOptions Options => new(_facts.GetProperty("pipeline").GetString() switch
    {
        "3.1" => new AgglomerativeOptions { Filter = EmbeddingFilter.MostlyNonOverlapping },
        "3.1-legacy" => new AgglomerativeOptions(),
        _ => Vbx.Value,
    })
    { MinDurationOff = _facts.GetProperty("min_duration_off").GetDouble() };

    public double Threshold => Options.Clustering.Threshold;

    public bool Has(string tensor) => _own?.Has(tensor) == true || _shared?.Has(tensor) == true;

    public double[] Doubles(string tensor) => In(tensor).Doubles(tensor);

    public int[] Ints(string tensor) => In(tensor).Ints(tensor);

    public byte[] Bytes(string tensor) => In(tensor).Bytes(tensor);

    public int[] Shape(string tensor) => In(tensor).Shape(tensor);

    public string Text(string fact) => _facts.GetProperty(fact).GetString()!;

    /// <summary>Turns sorted by start, end and speaker.</summary>
    public List<SpeakerTurn> Turns(string fact)
    {
        if (!_facts.TryGetProperty(fact, out var turns)) return [];
        var named = turns.EnumerateArray().Select(turn => new SpeakerTurn(turn[0].GetDouble(), turn[1].GetDouble(), turn[2].GetString()!));
        return [.. named.OrderBy(turn => (turn.Start, turn.End)).ThenBy(turn => turn.Speaker, StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        _own?.Dispose();
        _shared?.Dispose();
        _input.Dispose();
    }

    private GoldenTensors In(string tensor) => _own?.Has(tensor) == true ? _own : _shared!;

    private static bool Exists(string id) => File.Exists(
        Path.Combine(Reference.PathOf("diarization", "post_network", "cases"), id + ".safetensors"));

    private int? Constraint(string name) => _facts.GetProperty("constraints").TryGetProperty(name, out var value) ? value.GetInt32() : null;

    private (BinarizedSegmentation, SpeakerEmbeddings) ReadInput()
    {
        var (shape, active, vectors) = (_input.Shape("segmentation"), _input.Bytes("segmentation"), _input.Floats("embeddings"));
        var (frames, speakers, dimension) = (shape[1], shape[2], _input.Shape("embeddings")[2]);
        var (segmentation, embeddings) = (new BinarizedSegmentation(frames, speakers), new SpeakerEmbeddings(speakers, dimension));
        for (var window = 0; window < shape[0]; window++)
        {
            var bits = new byte[frames];
            for (var i = 0; i < frames * speakers; i++)
                bits[i / speakers] |= (byte)(active[window * frames * speakers + i] << (i % speakers));
            segmentation.Add(bits);
            for (var speaker = 0; speaker < speakers; speaker++)
            {
                var at = (window * speakers + speaker) * dimension;
                embeddings.Add(segmentation.CountActive(window, speaker) > 0 ? vectors[at..(at + dimension)] : null);
            }
        }

        return (segmentation, embeddings);
    }
}
