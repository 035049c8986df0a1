using Speech.Diarization.Segmentation;

namespace Speech.Diarization.VoiceActivity;

/// <summary>Overlap-add of the speech scores of sliding windows: for each frame of the audio, the mean over the windows that contain it,
/// weighted by a Hamming window. Keeps only the frames that a later window may still change.</summary>
/// <param name="grid">Maps windows and frames to the time axis.</param>
/// <param name="frames">Frames per window.</param>
internal sealed class SpeechScoreAggregator(FrameGrid grid, int frames)
{
    private readonly double[] _weights = [.. Enumerable.Range(0, frames)
        .Select(n => frames == 1 ? 1 : 0.54 - 0.46 * Math.Cos(2 * Math.PI * n / (frames - 1)))];

    // Of the frames from _finalFrames on.
    private readonly List<(float Sum, float Weight)> _pending = [];
    private int _windows;
    private int _finalFrames;

    /// <summary>Adds the next window.</summary>
    /// <param name="scores">Shape (frames).</param>
    public void Add(ReadOnlySpan<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, frames);
        var first = grid.FirstFrameOf(_windows++) - _finalFrames;
        while (_pending.Count < first + frames) _pending.Add(default);
        for (var frame = 0; frame < frames; frame++)
        {
            // Accumulated in 32 bits, as in the reference.
            var (sum, weight) = _pending[first + frame];
            _pending[first + frame] = ((float)(sum + scores[frame] * _weights[frame]), (float)(weight + _weights[frame]));
        }
    }

    /// <summary>Returns the scores of the frames before the next window, which are final.</summary>
    public float[] TakeFinal() => Take(grid.FirstFrameOf(_windows));

    /// <summary>Returns the scores that were not returned before.</summary>
    /// <param name="end">The frame that they end before: once the audio has ended, the frames of all of it. Those that no window contains
    /// have a score of 0.</param>
    public float[] Take(int end)
    {
        var scores = new float[Math.Max(0, end - _finalFrames)];
        for (var frame = 0; frame < Math.Min(scores.Length, _pending.Count); frame++)
            scores[frame] = _pending[frame].Weight > 0 ? _pending[frame].Sum / _pending[frame].Weight : 0;
        _pending.RemoveRange(0, Math.Min(scores.Length, _pending.Count));
        _finalFrames += scores.Length;
        return scores;
    }
}
