namespace Speech.Functions.Options;

/// <summary>Pages of other origins that may use the endpoint (CORS).</summary>
public sealed record CrossOriginOptions
{
    /// <summary><c>CORS_ORIGINS</c>, default none: see <see cref="Origins"/>, comma-separated.</summary>
    [ConfigurationKeyName("CORS_ORIGINS")]
    [OriginList]
    public string? OriginList { get; init; }

    /// <summary>The exact origins whose pages browsers allow to send requests and to read the answers; none allows no other
    /// origin.</summary>
    public IReadOnlyList<string> Origins => SettingList.Split(OriginList);
}
