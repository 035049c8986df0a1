using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Speech.Transcription.Options;

/// <summary>Validates the names of the models against the file system and against each other.</summary>
/// <param name="folderExists">Whether a model of this name is a local folder or built in.</param>
public sealed partial class ModelOptionsValidator(Func<string, bool> folderExists) : IValidateOptions<ModelOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        if (options.Ggml is null) ValidateName("ASR_MODEL", options.AsrModel, result);
        else if (options.AssistantModel is not null)
            result.AddError("ASSISTANT_MODEL is set, but ASR_MODEL is a GGML file, which takes no assistant");
        ValidateName("ASSISTANT_MODEL", options.AssistantModel, result);
        ValidateName("DIARIZATION_MODEL", options.DiarizationModel, result);
        return result.Build();
    }

    private void ValidateName(string setting, string? model, ValidateOptionsResultBuilder result)
    {
        if (string.IsNullOrEmpty(model) || folderExists(model) || HubId().IsMatch(model)) return;
        result.AddError($"{setting} is \"{model}\", which is neither a folder that exists nor a Hub id such as openai/whisper-base");
    }

    // "owner/name" or "name" of letters, digits, - _ and ., without a leading dot (which denotes a path), and an optional "@revision".
    [GeneratedRegex(@"^\w[\w.-]*(/\w[\w.-]*)?(@\w[\w./-]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex HubId();
}
