using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Speech.Storage.Jobs;
using Speech.Storage.Leases;

namespace Speech.Functions.Jobs;

/// <summary>The JSON body of a job.</summary>
internal sealed class JobBody(Job job)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters =
        {
            new JsonStringEnumConverter<JobState>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<JobCallbackState>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<BlobStage>(JsonNamingPolicy.SnakeCaseLower),
        },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [JsonPropertyName("id")]
    public string Id => job.Id;

    [JsonPropertyName("state")]
    public JobState State => job.State;

    [JsonPropertyName("expires")]
    public DateTimeOffset Expires => job.Expires;

    [JsonPropertyName("stage")]
    public BlobStage? Stage => job.Progress?.Stage;

    [JsonPropertyName("seconds_done")]
    public double? SecondsDone => job.Progress?.SecondsDone;

    [JsonPropertyName("seconds_known")]
    public double? SecondsKnown => job.Progress?.SecondsKnown;

    /// <summary>The transcript as a synchronous request would have returned it.</summary>
    [JsonPropertyName("result")]
    public JsonElement? Result => job.Result is { } json ? JsonElement.Parse(json) : null;

    [JsonPropertyName("error")]
    public string? Error => job.Error;

    [JsonPropertyName("detail")]
    public string? Detail => job.Error;

    [JsonPropertyName("callback")]
    public CallbackBody? Callback => job.Callback is { } callback ? new(callback) : null;

    /// <summary>When to ask again; null once the job has ended.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter => job.IsFinished ? null : PollInterval;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}
