using System.Text.Json;
using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;

namespace Speech.Functions.Blobs;

/// <summary>What is asked for one blob, by its metadata: the parameters of a request by their names, or all of them as JSON in
/// <c>parameters</c>, and the <c>formats</c> of the transcript.</summary>
internal sealed record BlobWishes(InferenceParameters Parameters, IReadOnlyList<TranscriptFormat> Formats)
{
    /// <summary>The metadata that names the formats.</summary>
    public const string FormatsName = "formats";

    /// <exception cref="ParameterException">At least one is out of range; it names all of them.</exception>
    public static BlobWishes Read(IDictionary<string, string> metadata, ParameterReader reader, IReadOnlyList<TranscriptFormat> otherwise)
    {
        // The names of metadata have no case: they travel as headers.
        var given = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
        var bag = new RawParameters();
        if (given.TryGetValue("parameters", out var json)) bag.Add(Parse(json));
        foreach (var name in ParameterReader.Names)
            if (given.TryGetValue(name, out var value)) bag.Add(name, value);
        var parameters = reader.Read(bag);
        if (!given.TryGetValue(FormatsName, out var list) || string.IsNullOrWhiteSpace(list)) return new(parameters, otherwise);
        return new(parameters, TranscriptFormats.Parse(list) ?? throw new ParameterException(["formats must be some of srt, vtt and txt, or none"]));
    }

    private static JsonElement Parse(string json)
    {
        try
        {
            return string.IsNullOrWhiteSpace(json) ? default : JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            throw new ParameterException(["parameters is not valid JSON"]);
        }
    }
}
