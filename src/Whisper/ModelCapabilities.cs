namespace Speech.Whisper;

/// <summary>What a checkpoint can do.</summary>
/// <param name="Languages">Language codes the checkpoint knows (<c>en</c>, <c>es</c>, ...); only <c>en</c> for an English-only one.</param>
/// <param name="IsMultilingual">False for the <c>.en</c> checkpoints, which take no language and no task.</param>
/// <param name="CanTranslate">Whether <see cref="SpeechTask.Translate"/> works.</param>
public sealed record ModelCapabilities(IReadOnlyList<string> Languages, bool IsMultilingual, bool CanTranslate);
