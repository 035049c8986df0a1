using System.ComponentModel.DataAnnotations;

namespace Speech.Functions.Options;

/// <summary>Validates a comma-separated list of origins: scheme, host and, unless it is the usual one, port.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OriginListAttribute()
    : ValidationAttribute("{0} must be comma-separated origins such as https://example.com or http://localhost:3000")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => SettingList.Split(value as string).All(IsOrigin);

    /// <summary>Browsers send an origin in this form, and it is compared as text.</summary>
    private static bool IsOrigin(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
