using System.Text.RegularExpressions;
using Speech.Transcription.Settings;

namespace Speech.Functions.Settings;

/// <summary>Audio that a request references by URL instead of containing it.</summary>
public sealed partial record UrlInputSettings
{
    /// <summary><c>URL_INPUT_HOSTS</c>, default none, which refuses every URL: the comma-separated hosts that audio may be downloaded from.
    /// <c>*.example.com</c> matches every subdomain of <c>example.com</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary><c>URL_INPUT_SECONDS</c>, default 60 s, 1 to 3600: the time limit of the whole download. Its size is limited like that of a
    /// request body.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether audio may be downloaded from a host.</summary>
    /// <param name="host">The name of the host as in DNS (Punycode).</param>
    public bool Allows(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return Hosts.Any(allowed => allowed.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase) && host.Length > allowed.Length - 1
            : host.Equals(allowed, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Reads the settings; faults are added to the reader.</summary>
    /// <param name="from">The reader.</param>
    public static UrlInputSettings Read(SettingsReader from)
    {
        ArgumentNullException.ThrowIfNull(from);
        var hosts = (from.Text("URL_INPUT_HOSTS") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (hosts.Where(host => !HostName().IsMatch(host)).ToList() is { Count: > 0 } invalid)
            from.AddFault("URL_INPUT_HOSTS must be comma-separated host names such as media.example.com or *.example.com, not "
                + $"\"{string.Join("\", \"", invalid)}\"");
        return new() { Hosts = hosts, TimeLimit = TimeSpan.FromSeconds(from.Integer("URL_INPUT_SECONDS", 60, 1, 3600)) };
    }

    // Names with at least one dot; no scheme, port or path. IP addresses match too and are checked when the connection is made.
    [GeneratedRegex(
        @"^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostName();
}
