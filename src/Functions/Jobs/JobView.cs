using System.Text.Json;
using System.Text.Json.Serialization;
using Speech.Functions.Blobs;

namespace Speech.Functions.Jobs;

/// <summary>What has become of a job.</summary>
internal enum JobState
{
    /// <summary>It waits for a worker.</summary>
    Queued,

    /// <summary>It is being worked on.</summary>
    Running,

    /// <summary>The transcript is there.</summary>
    Done,

    /// <summary>The audio, or what was asked for it, is wrong.</summary>
    Failed,

    /// <summary>It was called off.</summary>
    Cancelled,
}

/// <summary>A job as a client sees it.</summary>
internal sealed record JobView([property: JsonPropertyName("id")] string Id, [property: JsonPropertyName("state")] JobState State)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter<JobState>(JsonNamingPolicy.SnakeCaseLower), new JsonStringEnumConverter<BlobStage>(JsonNamingPolicy.SnakeCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Until when it can be asked for.</summary>
    [JsonPropertyName("expires")]
    public DateTimeOffset Expires { get; init; }

    [JsonPropertyName("stage")]
    public BlobStage? Stage { get; init; }

    /// <summary>Audio whose text is known, in seconds.</summary>
    [JsonPropertyName("seconds_done")]
    public double? SecondsDone { get; init; }

    /// <summary>Audio read so far, in seconds.</summary>
    [JsonPropertyName("seconds_known")]
    public double? SecondsKnown { get; init; }

    /// <summary>What a request that had waited would have been answered.</summary>
    [JsonPropertyName("result")]
    public JsonElement? Result { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("detail")]
    public string? Detail => Error;

    [JsonIgnore]
    public bool IsOver => State is not (JobState.Queued or JobState.Running);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}
