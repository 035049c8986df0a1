using System.Numerics.Tensors;

namespace Speech.Diarization.Segmentation;

/// <summary>Multi-label encoding: one independent probability per speaker.</summary>
/// <remarks>Bredin and Laurent, End-to-end speaker segmentation for overlap-aware resegmentation, 2021.</remarks>
internal sealed class Multilabel : ISpeakerEncoding
{
    private readonly float _threshold;

    /// <summary>Creates the encoding.</summary>
    /// <param name="speakers">Speakers per window; 1 to 8.</param>
    /// <param name="threshold">A speaker is active where the probability is greater: 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public Multilabel(int speakers, double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(speakers, Math.Clamp(speakers, 1, BinarizedSegmentation.MaxSpeakers));
        if (!(threshold is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "The threshold must be 0 to 1.");
        (Classes, _threshold) = (speakers, (float)threshold);
    }

    /// <inheritdoc/>
    public int Classes { get; }

    /// <inheritdoc/>
    public void Binarize(ReadOnlySpan<float> scores, Span<byte> frames)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, frames.Length * Classes);
        for (var frame = 0; frame < frames.Length; frame++)
        {
            var active = 0;
            for (var speaker = 0; speaker < Classes; speaker++)
                if (scores[frame * Classes + speaker] > _threshold) active |= 1 << speaker;
            frames[frame] = (byte)active;
        }
    }

    /// <inheritdoc/>
    public Half[] GetActivity(ReadOnlySpan<float> scores)
    {
        var activity = new Half[scores.Length];
        TensorPrimitives.ConvertToHalf(scores, activity);
        return activity;
    }

    /// <inheritdoc/>
    public void ScoreSpeech(ReadOnlySpan<float> scores, Span<float> speech)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, speech.Length * Classes);
        for (var frame = 0; frame < speech.Length; frame++) speech[frame] = TensorPrimitives.Max(scores.Slice(frame * Classes, Classes));
    }
}
