using System.Buffers;

namespace Speech.Audio.Windows;

/// <summary>Consecutive windows of a stream, in an array of <see cref="ArrayPool{T}.Shared"/> that the receiver owns.</summary>
/// <param name="Samples">The samples of the batch, without padding. The array behind them is the rented one.</param>
/// <param name="Windows">The windows, at least one. What lies beyond the end of the stream in the last one is zero.</param>
/// <param name="IsFirst">Whether the stream begins with this batch.</param>
/// <param name="IsLast">Whether the stream ends with this batch. Without
/// <see cref="WindowReader.LooksAhead"/>, the last batch may not be marked.</param>
public readonly record struct WindowBatch(ArraySegment<float> Samples, WindowedAudio Windows, bool IsFirst, bool IsLast)
{
    /// <summary>Returns the array to the pool. Call it at most once, when nothing reads the samples any more.</summary>
    public void ReturnToPool() => ArrayPool<float>.Shared.Return(Samples.Array!);
}
