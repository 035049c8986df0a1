using System.Text.Json.Serialization;
using Speech.Storage.Jobs;

namespace Speech.Functions.Jobs;

/// <summary>The call-back in the JSON body of a job.</summary>
internal sealed class CallbackBody(JobCallback callback)
{
    [JsonPropertyName("state")]
    public JobCallbackState State => callback.State;

    [JsonPropertyName("attempts")]
    public int Attempts => callback.Attempts;

    [JsonPropertyName("error")]
    public string? Error => callback.Error;
}
