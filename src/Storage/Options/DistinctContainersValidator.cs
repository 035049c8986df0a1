using Microsoft.Extensions.Options;

namespace Speech.Storage.Options;

/// <summary>Requires three different containers: a transcript in the audio container would itself be transcribed.</summary>
internal sealed class DistinctContainersValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var names = new HashSet<string> { options.AudioContainer, options.TranscriptsContainer, options.JobsContainer };
        return names.Count == 3 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(
            "AUDIO_CONTAINER, TRANSCRIPTS_CONTAINER and JOBS_CONTAINER must be three different containers");
    }
}
