using System.ComponentModel.DataAnnotations;

namespace Speech.Functions.Options;

/// <summary>Validates an absolute HTTP or HTTPS address.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HttpAddressAttribute() : ValidationAttribute("{0} must be an HTTP or HTTPS address")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null
        || (Uri.TryCreate(value as string, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps));
}
