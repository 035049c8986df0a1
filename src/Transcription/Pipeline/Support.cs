using Speech.Transcription.Parameters;
using Speech.Whisper;

namespace Speech.Transcription.Pipeline;

/// <summary>Refuses what cannot be done, before any work is spent on it.</summary>
internal static class Support
{
    /// <summary>What no model is needed to know.</summary>
    public static void Verify(InferenceParameters parameters)
    {
        if (parameters.Assisted)
            throw new UnsupportedRequestException("Assisted generation is on but no assistant model was provided");
        // An answer without the word times it was asked for would be taken for one with them.
        if (parameters.Timestamps is TimestampDetail.Word)
            throw new UnsupportedRequestException("return_timestamps is \"word\", but this version has no word timings yet: leave it out for the times of phrases");
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
