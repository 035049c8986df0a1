using System.ComponentModel.DataAnnotations;

namespace Speech.Functions.Options;

/// <summary>Audio that a request references by URL instead of containing it.</summary>
public sealed record UrlInputOptions
{
    /// <summary><c>URL_INPUT_HOSTS</c>, default none: see <see cref="Hosts"/>, comma-separated.</summary>
    [ConfigurationKeyName("URL_INPUT_HOSTS")]
    [HostList]
    public string? HostList { get; init; }

    /// <summary><c>URL_INPUT_SECONDS</c>, default 60, 1 to 3600: see <see cref="TimeLimit"/>, in seconds.</summary>
    [ConfigurationKeyName("URL_INPUT_SECONDS")]
    [Range(1, 3600)]
    public int Seconds { get; init; } = 60;

    /// <summary>The hosts that audio may be downloaded from; none refuses every URL. <c>*.example.com</c> matches every subdomain of
    /// <c>example.com</c>.</summary>
    public IReadOnlyList<string> Hosts => SettingList.Split(HostList);

    /// <summary>The time limit of the whole download. Its size is limited like that of a request body.</summary>
    public TimeSpan TimeLimit => TimeSpan.FromSeconds(Seconds);

    /// <summary>Whether audio may be downloaded from a host.</summary>
    /// <param name="host">The name of the host as in DNS (Punycode).</param>
    public bool Allows(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return HostListAttribute.Matches(Hosts, host);
    }
}
