using System.Text.Json;
using System.Text.Json.Serialization;
using Speech.Transcription.Pipeline;

namespace Speech.Functions.Blobs;

/// <summary>What is going on with one blob.</summary>
internal enum BlobStage
{
    /// <summary>Nobody works on it at the moment.</summary>
    Waiting,

    /// <summary>The model is waited for.</summary>
    Loading,

    /// <summary>It is being heard.</summary>
    Transcribing,

    /// <summary>The transcript is there.</summary>
    Done,

    /// <summary>The error is there.</summary>
    Failed,
}

/// <summary>The progress of one blob, as everybody can read it while it runs.</summary>
internal sealed record BlobStatus(
    [property: JsonPropertyName("stage")] BlobStage Stage,
    [property: JsonPropertyName("seconds_done")] double SecondsDone,
    [property: JsonPropertyName("seconds_known")] double SecondsKnown,
    [property: JsonPropertyName("source_etag")] string SourceETag,
    [property: JsonPropertyName("attempt")] int Attempt,
    [property: JsonPropertyName("updated")] DateTimeOffset Updated)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter<BlobStage>(JsonNamingPolicy.SnakeCaseLower) } };

    public static BlobStatus? Parse(BinaryData json)
    {
        try
        {
            return json.ToObjectFromJson<BlobStatus>(Json);
        }
        catch (JsonException)
        {
            // Empty, or not from here: as good as none.
            return null;
        }
    }

    public BlobStatus With(TranscriptionProgress progress) => this with
    {
        Stage = progress.Stage is TranscriptionStage.Loading ? BlobStage.Loading : BlobStage.Transcribing,
        SecondsDone = Math.Round(progress.SecondsDone, 2),
        SecondsKnown = Math.Round(progress.SecondsRead, 2),
    };

    public BinaryData ToJson() => BinaryData.FromObjectAsJson(this, Json);
}
