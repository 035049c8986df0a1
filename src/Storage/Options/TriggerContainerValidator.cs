using Microsoft.Extensions.Options;

namespace Speech.Storage.Options;

/// <summary>Requires the audio container of a host whose blob trigger has a fixed one: nothing would process another.</summary>
/// <param name="container">The container of the trigger.</param>
public sealed class TriggerContainerValidator(string container) : IValidateOptions<StorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AudioContainer == container ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(
            $"AUDIO_CONTAINER must be \"{container}\" in this build: its trigger has this container");
    }
}
