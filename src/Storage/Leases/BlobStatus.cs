using System.Text.Json;
using System.Text.Json.Serialization;
using Speech.Transcription.Pipeline;

namespace Speech.Storage.Leases;

/// <summary>The content of a status blob, which shows the progress of an audio blob while it is processed.</summary>
/// <param name="Stage">The processing stage.</param>
/// <param name="SecondsDone">Audio whose text is final, in seconds.</param>
/// <param name="SecondsKnown">Audio read so far, in seconds.</param>
/// <param name="SourceETag">The unquoted ETag of the audio.</param>
/// <param name="Attempt">The number of this attempt to transcribe exactly this audio, from 1.</param>
/// <param name="Updated">When the status was written.</param>
internal sealed record BlobStatus(
    [property: JsonPropertyName("stage")] BlobStage Stage,
    [property: JsonPropertyName("seconds_done")] double SecondsDone,
    [property: JsonPropertyName("seconds_known")] double SecondsKnown,
    [property: JsonPropertyName("source_etag")] string SourceETag,
    [property: JsonPropertyName("attempt")] int Attempt,
    [property: JsonPropertyName("updated")] DateTimeOffset Updated)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter<BlobStage>(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Parses the content of a status blob.</summary>
    /// <returns>Null for an empty blob or foreign content.</returns>
    public static BlobStatus? Parse(BinaryData json)
    {
        try
        {
            return json.ToObjectFromJson<BlobStatus>(Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public BlobStatus WithProgress(TranscriptionProgress progress) => this with
    {
        Stage = progress.Stage is TranscriptionStage.Loading ? BlobStage.Loading : BlobStage.Transcribing,
        SecondsDone = Math.Round(progress.SecondsDone, 2),
        SecondsKnown = Math.Round(progress.SecondsRead, 2),
    };

    public BinaryData ToJson() => BinaryData.FromObjectAsJson(this, Json);
}
