using Speech.Transcription.Options;

namespace Speech.Functions.Options;

/// <summary>Authentication of requests.</summary>
public sealed record ApiTokenOptions
{
    /// <summary><c>API_TOKEN</c>, default none, which leaves the endpoint open: the bearer token that requests must have.</summary>
    [ConfigurationKeyName("API_TOKEN")]
    public Secret? Token { get; init; }
}
