namespace Speech.Whisper;

/// <summary>What a checkpoint can do.</summary>
/// <param name="Languages">Codes of the supported languages (<c>en</c>, <c>es</c>, ...); only <c>en</c> for an English-only checkpoint.</param>
/// <param name="IsMultilingual">False for the <c>.en</c> checkpoints, whose prompt has no language and no task.</param>
/// <param name="CanTranslate">Whether <see cref="SpeechTask.Translate"/> is supported.</param>
public sealed record ModelCapabilities(IReadOnlyList<string> Languages, bool IsMultilingual, bool CanTranslate);
