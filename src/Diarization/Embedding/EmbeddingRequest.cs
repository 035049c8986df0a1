using Speech.Audio.Windows;

namespace Speech.Diarization.Embedding;

/// <summary>The speakers whose embeddings are extracted.</summary>
/// <param name="Windows">The audio. Windows without a mask are not processed.</param>
/// <param name="Masks">Shape (masks, frames of a window): 1 in the frames of the speaker,
/// 0 elsewhere. At least one mask; none is all zero.</param>
/// <param name="WindowOf">The window index of each mask, in ascending order.</param>
internal sealed record EmbeddingRequest(WindowedAudio Windows, ReadOnlyMemory<float> Masks, IReadOnlyList<int> WindowOf);
