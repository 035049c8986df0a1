namespace Speech.Functions.Health;

/// <summary>The tags that assign a health check to a probe.</summary>
internal static class HealthTags
{
    /// <summary>A failure means that the process must be restarted.</summary>
    public const string Live = "live";

    /// <summary>A failure means that requests should not be routed to this instance for now.</summary>
    public const string Ready = "ready";
}
