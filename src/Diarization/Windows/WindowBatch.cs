namespace Speech.Diarization.Windows;

/// <summary>Consecutive windows of the audio; at least 1.</summary>
/// <param name="Audio">The windows; their memory is reused for the next batch.</param>
/// <param name="IsLast">Whether the audio is known to be over. The last batch may come without it.</param>
internal readonly record struct WindowBatch(WindowedAudio Audio, bool IsLast);
