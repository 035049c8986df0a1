namespace Speech.Transcription.Speakers;

/// <summary>A word, or another piece of text that is one speaker's.</summary>
/// <param name="Text">With the spaces around it: texts are only ever joined.</param>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio; null where it is not known.</param>
internal readonly record struct SpokenWord(string Text, double Start, double? End);

/// <summary>A piece of timed text, which may be of several speakers.</summary>
/// <param name="Text">With the spaces around it.</param>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio.</param>
/// <param name="Words">Its words, where they have times of their own. They count where their texts joined are <paramref name="Text"/>.</param>
internal sealed record SpokenChunk(string Text, double Start, double End, IReadOnlyList<SpokenWord>? Words = null);

/// <summary>What one speaker says until another one does.</summary>
/// <param name="Speaker">The label; null where nobody was found to speak in the whole audio.</param>
/// <param name="Text">With the spaces around it.</param>
/// <param name="Start">Seconds from the start of the audio.</param>
/// <param name="End">Seconds from the start of the audio.</param>
internal sealed record Passage(string? Speaker, string Text, double Start, double End);
