using Microsoft.Extensions.Options;

namespace Speech.Storage.Options;

/// <summary>Requires different containers: a transcript in the audio container would itself be transcribed.</summary>
internal sealed class DistinctContainersValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var names = new HashSet<string>
        {
            options.AudioContainer, options.TranscriptsContainer, options.JobsContainer, options.ProcessedContainer,
        };
        return names.Count == 4 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(
            "AUDIO_CONTAINER, TRANSCRIPTS_CONTAINER, JOBS_CONTAINER and PROCESSED_CONTAINER must be four different containers");
    }
}
