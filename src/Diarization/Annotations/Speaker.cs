namespace Speech.Diarization.Annotations;

/// <summary>A speaker of the recording.</summary>
/// <param name="Name">The speaker label, such as <c>SPEAKER_00</c>.</param>
/// <param name="Embedding">The mean speaker embedding, comparable by cosine similarity with others of
/// the same embedding network; null if none could be extracted.</param>
public sealed record Speaker(string Name, IReadOnlyList<float>? Embedding);
