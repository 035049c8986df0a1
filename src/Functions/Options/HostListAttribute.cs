using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Speech.Functions.Options;

/// <summary>Validates a comma-separated list of host names, each optionally with <c>*.</c> for all subdomains.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class HostListAttribute()
    : ValidationAttribute("{0} must be comma-separated host names such as media.example.com or *.example.com")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => SettingList.Split(value as string).All(HostName().IsMatch);

    /// <summary>Whether a list has a host.</summary>
    /// <param name="hosts">The list.</param>
    /// <param name="host">The name of the host as in DNS (Punycode).</param>
    internal static bool Matches(IReadOnlyList<string> hosts, string host)
        => hosts.Any(allowed => allowed.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase) && host.Length > allowed.Length - 1
            : host.Equals(allowed, StringComparison.OrdinalIgnoreCase));

    // Names with at least one dot; no scheme, port or path. IP addresses match too and are checked when the connection is made.
    [GeneratedRegex(
        @"^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostName();
}
