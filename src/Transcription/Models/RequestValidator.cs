using Speech.Transcription.Formats;
using Speech.Transcription.Parameters;
using Speech.Whisper;

namespace Speech.Transcription.Models;

/// <summary>Rejects requests that the configured models do not support, before any audio is processed.</summary>
internal static class RequestValidator
{
    /// <summary>The checks that need no loaded model.</summary>
    /// <exception cref="UnsupportedRequestException">The request is not supported.</exception>
    /// <exception cref="ParameterException">There are too many known speakers.</exception>
    public static void Validate(InferenceParameters parameters, bool hasAssistant, bool labelsSpeakers, int maxKnownSpeakers)
    {
        if (parameters.Assisted && !hasAssistant)
            throw new UnsupportedRequestException("Assisted generation is on but no assistant model was provided");
        if (parameters.Format is TranscriptFormat.Rttm && !labelsSpeakers)
            throw new UnsupportedRequestException("response_format is \"rttm\", but no diarization model is configured");
        if (parameters.KnownSpeakers.Count > 0 && !labelsSpeakers)
            throw new UnsupportedRequestException("There are known speakers, but no diarization model is configured");
        if (parameters.KnownSpeakers.Count > maxKnownSpeakers)
            throw new ParameterException([$"there are more than {maxKnownSpeakers} known speakers"]);
    }

    /// <summary>The checks against a model's capabilities.</summary>
    /// <exception cref="UnsupportedRequestException">The request is not supported.</exception>
    public static void Validate(InferenceParameters parameters, ModelCapabilities model)
    {
        if (parameters.Task is SpeechTask.Translate && !model.CanTranslate)
            throw new UnsupportedRequestException("task is \"translate\", but this model cannot translate");
        if (parameters.Language is { } language && !model.Languages.Contains(language, StringComparer.Ordinal))
        {
            var support = model.IsMultilingual ? "does not support it" : "supports English only";
            throw new UnsupportedRequestException($"language is \"{language}\", but this model {support}");
        }
    }
}
