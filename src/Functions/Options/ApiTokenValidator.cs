using Microsoft.Extensions.Options;
using Speech.Transcription.Options;

namespace Speech.Functions.Options;

/// <summary>Refuses a token that is set, but blank.</summary>
/// <param name="configuration">The settings.</param>
internal sealed class ApiTokenValidator(IConfiguration configuration) : IValidateOptions<ApiTokenOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ApiTokenOptions options)
        => configuration[SettingNames.ToKey(ApiTokenOptions.Name)] is { } text && string.IsNullOrWhiteSpace(text)
            ? ValidateOptionsResult.Fail("API_TOKEN must not be blank: name a token, or none for an endpoint that everyone may use")
            : ValidateOptionsResult.Success;
}
