using Speech.Transcription.Parameters;
using Speech.Whisper;

namespace Speech.Transcription.Pipeline;

/// <summary>Refuses what cannot be done, before any work is spent on it.</summary>
internal static class Support
{
    /// <summary>What no model is needed to know.</summary>
    public static void Verify(InferenceParameters parameters, bool hasAssistant)
    {
        if (parameters.Assisted && !hasAssistant)
            throw new UnsupportedRequestException("Assisted generation is on but no assistant model was provided");
    }

    /// <summary>What depends on the model.</summary>
    public static void Verify(InferenceParameters parameters, ModelCapabilities model)
    {
        if (parameters.Task is SpeechTask.Translate && !model.CanTranslate)
            throw new UnsupportedRequestException("task is \"translate\", but this model cannot translate");
        if (parameters.Language is { } language && !model.Languages.Contains(language, StringComparer.Ordinal))
            throw new UnsupportedRequestException($"language is \"{language}\", but this model {(model.IsMultilingual ? "does not know it" : "knows English only")}");
    }
}
