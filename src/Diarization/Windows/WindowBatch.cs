namespace Speech.Diarization.Windows;

/// <summary>Consecutive windows of the audio.</summary>
/// <param name="Samples">Mono samples, shape (count, window length); the memory is reused for the next batch.</param>
/// <param name="Count">How many windows; at least 1.</param>
/// <param name="IsLast">Whether the audio is known to be over. The last batch may come without it.</param>
internal readonly record struct WindowBatch(ReadOnlyMemory<float> Samples, int Count, bool IsLast);
