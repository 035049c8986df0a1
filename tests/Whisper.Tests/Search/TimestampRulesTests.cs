using System.Text.Json;
using Speech.TestSupport;
using Speech.Whisper.Search;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Tests.Search;

public class TimestampRulesTests
{
    private static readonly SpecialTokens Tokens = new(EndOfText: 50257, StartOfTranscript: 50258, NoTimestamps: 50363);

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, 15)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Excludes_the_same_tokens_as_the_reference(int index)
    {
        var json = JsonDocument.Parse(File.ReadAllBytes(Reference.PathOf("whisper", "golden", "rules", "timestamp_rules.json")));
        var golden = json.RootElement.GetProperty("cases")[index];
        var logits = Logits(golden.GetProperty("logits"));
        var generated = golden.GetProperty("tokens").EnumerateArray().Select(t => t.GetInt32())
            .Skip(golden.GetProperty("sample_begin").GetInt32()).ToArray();
        var limit = golden.GetProperty("max_initial_timestamp_index");

        new TimestampRules(Tokens, limit.ValueKind == JsonValueKind.Null ? null : limit.GetInt32()).Apply(logits, generated);

        var expected = golden.GetProperty("suppressed_ranges_half_open").EnumerateArray().Select(r => (r[0].GetInt32(), r[1].GetInt32()));
        Assert.Equal(expected, SuppressedRanges(logits));
    }

    private static float[] Logits(JsonElement described)
    {
        var logits = new float[51865];
        foreach (var part in described.EnumerateObject())
            if (part.Name.StartsWith("ids<", StringComparison.Ordinal)) Array.Fill(logits, part.Value.GetSingle(), 0, 50364);
            else if (part.Name.StartsWith("ids>=", StringComparison.Ordinal)) logits.AsSpan(50364).Fill(part.Value.GetSingle());
        foreach (var one in described.GetProperty("overrides").EnumerateObject()) logits[int.Parse(one.Name)] = one.Value.GetSingle();
        return logits;
    }

    private static List<(int, int)> SuppressedRanges(float[] logits)
    {
        var ranges = new List<(int, int)>();
        for (var id = 0; id < logits.Length; id++)
        {
            if (!float.IsNegativeInfinity(logits[id])) continue;
            if (ranges.Count > 0 && ranges[^1].Item2 == id) ranges[^1] = (ranges[^1].Item1, id + 1);
            else ranges.Add((id, id + 1));
        }

        return ranges;
    }
}
