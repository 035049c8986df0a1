using Speech.Transcription.Options;

namespace Speech.Functions.Options;

/// <summary>Authentication of requests.</summary>
public sealed record ApiTokenOptions
{
    /// <summary>The name of the setting.</summary>
    internal const string Name = "API_TOKEN";

    /// <summary><c>API_TOKEN</c>, default none, which leaves the endpoint open: the bearer token that requests must have. The text
    /// <c>none</c> is no token; a blank one is refused, since it is a mistake: the endpoint would be open without a word.</summary>
    [ConfigurationKeyName(Name)]
    public Secret? Token
    {
        get;
        init => field = "none".Equals(value?.Reveal(), StringComparison.OrdinalIgnoreCase) ? null : value;
    }
}
