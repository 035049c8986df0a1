using System.Text.Json;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>A sample of the demo: its audio, and the reference transcript with speakers and times.</summary>
internal sealed class DemoSample
{
    private readonly JsonElement _reference;

    /// <param name="name">Such as <c>english</c>.</param>
    public DemoSample(string name)
    {
        var path = Path.Combine(DemoModels.Samples, name);
        (Wav, _reference) = (File.ReadAllBytes(path + ".wav"), JsonElement.Parse(File.ReadAllText(path + ".json")));
    }

    public byte[] Wav { get; }

    public string Text => _reference.GetProperty("text").GetString()!;

    public string English
        => string.Join(' ', _reference.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("english").GetString()));

    /// <summary>In order; seconds from the start of the audio.</summary>
    public List<(string Speaker, double Start, double End, string Text)> Turns
        => [.. from turn in _reference.GetProperty("turns").EnumerateArray()
               select (turn.GetProperty("speaker").GetString()!, turn.GetProperty("start").GetDouble(), turn.GetProperty("end")
                   .GetDouble(), turn.GetProperty("text").GetString()!)];
}
