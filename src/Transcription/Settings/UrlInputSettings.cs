using System.Text.RegularExpressions;

namespace Speech.Transcription.Settings;

/// <summary>Audio that a request refers to by URL.</summary>
public sealed partial record UrlInputSettings
{
    /// <summary><c>URL_INPUT_HOSTS</c>, default none, which rejects every URL: comma-separated hosts that audio may be downloaded from.
    /// <c>*.example.com</c> matches every subdomain of <c>example.com</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary><c>URL_INPUT_SECONDS</c>, default 60 s, 1 to 3600: time limit of the whole download. Its size has the limit of a request
    /// body.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether audio may be downloaded from a host.</summary>
    /// <param name="host">The DNS name of the host (punycode).</param>
    public bool Allows(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return Hosts.Any(allowed => allowed.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase) && host.Length > allowed.Length - 1
            : host.Equals(allowed, StringComparison.OrdinalIgnoreCase));
    }

    internal static UrlInputSettings Read(SettingsReader from)
    {
        var hosts = (from.Text("URL_INPUT_HOSTS") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (hosts.Where(host => !HostNamePattern().IsMatch(host)).ToList() is { Count: > 0 } invalid)
            from.AddFault("URL_INPUT_HOSTS must be comma-separated host names such as media.example.com or *.example.com, "
                + $"not \"{string.Join("\", \"", invalid)}\"");
        return new() { Hosts = hosts, TimeLimit = TimeSpan.FromSeconds(from.Integer("URL_INPUT_SECONDS", 60, 1, 3600)) };
    }

    // Names with at least one dot; no scheme, port or path. IP addresses match as well: they are checked on connecting.
    [GeneratedRegex(@"^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostNamePattern();
}
