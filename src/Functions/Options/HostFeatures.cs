namespace Speech.Functions.Options;

/// <summary>What a host can do, which limits its settings.</summary>
public sealed record HostFeatures
{
    /// <summary>Whether the host can run GGML files; default false.</summary>
    public bool RunsGgml { get; init; }

    /// <summary>The container of the host's blob trigger, which must then be the audio container; null (the default) for a host without
    /// a trigger.</summary>
    public string? TriggerContainer { get; init; }
}
