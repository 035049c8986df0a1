using System.Text.Json;
using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;

namespace Speech.Storage.Blobs;

/// <summary>The options of one blob, read from its metadata: request parameters by name, or all of them as JSON under
/// <c>parameters</c>, and the transcript <c>formats</c>.</summary>
/// <param name="Parameters">The request parameters.</param>
/// <param name="Formats">The formats to publish in addition to JSON.</param>
internal sealed record BlobRequestOptions(InferenceParameters Parameters, IReadOnlyList<TranscriptFormat> Formats)
{
    /// <summary>The metadata key of the formats.</summary>
    public const string FormatsKey = "formats";

    /// <summary>The metadata key of all parameters as JSON.</summary>
    public const string ParametersKey = "parameters";

    /// <summary>Reads and validates the options.</summary>
    /// <param name="metadata">The metadata of the audio blob.</param>
    /// <param name="reader">Validates the parameters.</param>
    /// <param name="defaultFormats">The formats of a blob whose metadata names none.</param>
    /// <exception cref="ParameterException">At least one value is invalid; the message lists all of them.</exception>
    public static BlobRequestOptions Read(
        IDictionary<string, string> metadata, ParameterReader reader, IReadOnlyList<TranscriptFormat> defaultFormats)
    {
        // Metadata travels as HTTP headers, whose names are case-insensitive.
        var values = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
        var bag = new RawParameters();
        if (values.TryGetValue(ParametersKey, out var json)) bag.Add(ParseJson(json));
        foreach (var name in ParameterReader.Names)
            if (values.TryGetValue(name, out var value)) bag.Add(name, value);
        var parameters = reader.Read(bag);
        if (parameters.CallbackUrl is not null) throw new ParameterException(["callback_url needs a job"]);
        var formats = ReadFormats(values) ?? (parameters.Format is { } format ? [format] : defaultFormats);
        // The JSON is published in any case; a format with cues needs word times.
        return new(parameters with { Format = CuesOf(formats) }, formats);
    }

    private static TranscriptFormat? CuesOf(IReadOnlyList<TranscriptFormat> formats)
        => formats.Cast<TranscriptFormat?>().FirstOrDefault(TranscriptFormats.HasCues);

    private static IReadOnlyList<TranscriptFormat>? ReadFormats(Dictionary<string, string> values)
    {
        if (!values.TryGetValue(FormatsKey, out var list) || string.IsNullOrWhiteSpace(list)) return null;
        return TranscriptFormats.Parse(list) ?? throw new ParameterException(["formats must be some of srt, vtt, txt and rttm, or none"]);
    }

    private static JsonElement ParseJson(string json)
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
