using System.ComponentModel.DataAnnotations;
using Speech.Transcription.Options;

namespace Speech.Functions.Options;

/// <summary>Validates the keys of the connection string of an Application Insights resource, which is secret because of the
/// instrumentation key.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ApplicationInsightsConnectionStringAttribute()
    : ValidationAttribute("{0} must be the connection string of an Application Insights resource, with its InstrumentationKey")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null
        || (value is Secret secret && KeyValueText.Parse(secret.Reveal()).ContainsKey("InstrumentationKey"));
}
