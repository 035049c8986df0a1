using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Speech.Functions.Options;

/// <summary>Validates a comma-separated list of host names, each optionally with <c>*.</c> for all subdomains.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed partial class HostListAttribute()
    : ValidationAttribute("{0} must be comma-separated host names such as media.example.com or *.example.com")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => Split(value as string).All(HostName().IsMatch);

    internal static string[] Split(string? list)
        => (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // Names with at least one dot; no scheme, port or path. IP addresses match too and are checked when the connection is made.
    [GeneratedRegex(
        @"^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostName();
}
