namespace Speech.Diarization.Windows;

/// <summary>Consecutive windows of the audio.</summary>
/// <param name="Samples">Mono samples, shape (count, window length); the memory is reused for the next batch.</param>
/// <param name="Count">How many windows; at least 1.</param>
internal readonly record struct WindowBatch(ReadOnlyMemory<float> Samples, int Count);
