namespace Speech.Whisper.Chunking.Silence;

/// <summary>The samples of a packed window.</summary>
/// <param name="Samples">At 16 kHz; the array behind them is rented from the shared pool.</param>
/// <param name="Bounds">Its times and its speech.</param>
internal readonly record struct SpeechWindow(ArraySegment<float> Samples, PackedWindow Bounds);
