using System.Text.RegularExpressions;

namespace Speech.Transcription.Settings;

/// <summary>Audio that a request names by its URL instead of bringing it.</summary>
public sealed partial record UrlInputSettings
{
    /// <summary><c>URL_INPUT_HOSTS</c>, default none, which refuses every URL: the hosts that audio may be taken from, with commas between them.
    /// <c>*.example.com</c> stands for everything below <c>example.com</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary><c>URL_INPUT_SECONDS</c>, default 60 s, 1 to 3600: how long the whole transfer may take. Its size is bounded like a body's.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether audio may be taken from a host.</summary>
    /// <param name="host">Its name as in DNS (punycode).</param>
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
        if (hosts.Where(host => !HostName().IsMatch(host)).ToList() is { Count: > 0 } wrong)
            from.Fault($"URL_INPUT_HOSTS must be names of hosts with commas between them, such as media.example.com or *.example.com, not \"{string.Join("\", \"", wrong)}\"");
        return new() { Hosts = hosts, TimeLimit = TimeSpan.FromSeconds(from.Number("URL_INPUT_SECONDS", 60, 1, 3600)) };
    }

    // Names with at least one dot; no scheme, port or path. Addresses in digits look the same and are judged when they are connected to.
    [GeneratedRegex(@"^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostName();
}
