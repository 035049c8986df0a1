using Speech.Diarization.Segmentation;

namespace Speech.Diarization.Embedding;

/// <summary>Masks of the stretches of <see cref="SlidingEmbeddings"/>: one in the middle of each window, and those at the same distance
/// before it in the first and after it in the last window.</summary>
/// <param name="segmentation">Shape (windows, frames).</param>
/// <param name="grid">Maps windows to the time axis.</param>
internal sealed class SlidingMasks(BinarizedSegmentation segmentation, FrameGrid grid)
{
    private readonly int _length = Math.Clamp(
        (int)(SlidingEmbeddings.StretchSeconds / grid.WindowSeconds * segmentation.Frames), 1, segmentation.Frames);

    /// <summary>The stretches of a window that have speech.</summary>
    /// <param name="window">The window.</param>
    /// <param name="isFirst">Whether the audio starts with it.</param>
    /// <param name="isLast">Whether the audio ends with it.</param>
    /// <returns>Mask of shape (frames) and the middle in seconds of the whole audio, ascending.</returns>
    public IEnumerable<(float[] Mask, double Middle)> Create(int window, bool isFirst, bool isLast)
    {
        var reach = Math.Max(0, (int)((grid.WindowSeconds - SlidingEmbeddings.StretchSeconds) / 2 / grid.StepSeconds));
        for (var step = isFirst ? -reach : 0; step <= (isLast ? reach : 0); step++)
        {
            var middle = grid.WindowSeconds / 2 + step * grid.StepSeconds;
            var first = (int)Math.Round((middle - SlidingEmbeddings.StretchSeconds / 2) / grid.WindowSeconds * segmentation.Frames);
            first = Math.Clamp(first, 0, segmentation.Frames - _length);
            if (!segmentation[window].Slice(first, _length).ContainsAnyExcept((byte)0)) continue;
            var mask = new float[segmentation.Frames];
            mask.AsSpan(first, _length).Fill(1);
            yield return (mask, window * grid.StepSeconds + middle);
        }
    }
}
