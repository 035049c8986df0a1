using System.Numerics.Tensors;

namespace Speech.Diarization.DVector;

/// <summary>The features of the d-vector network: frames of a mel power spectrogram, at the loudness of its training.</summary>
internal static class DVectorFeatures
{
    /// <summary>Samples of an STFT frame, and from one frame to the next.</summary>
    public const int FftLength = 400, Hop = 160;

    /// <summary>Frames of the windows that the network was trained with: 1.6 s.</summary>
    public const int WindowFrames = 160;

    // The longest way from one window to the next, so that they overlap by a quarter. Resemblyzer has 77, which takes half as much again;
    // the card of the built-in pipeline has the difference.
    private const double MaxStepFrames = 114;

    private const double TargetDecibels = -30;

    /// <summary>Selects the frames of one speaker.</summary>
    /// <param name="mel">Shape (frames, bins): the spectrogram of the whole window.</param>
    /// <param name="samples">The audio of the window.</param>
    /// <param name="mask">Shape (frames): greater than 0 in the frames of the speaker.</param>
    /// <returns>Shape (selected frames, bins), scaled to the target loudness.</returns>
    public static float[] Select(ReadOnlySpan<float> mel, ReadOnlySpan<float> samples, ReadOnlySpan<float> mask)
    {
        var bins = mel.Length / mask.Length;
        var (selected, energy) = (new List<float>(), 0.0);
        for (var frame = 0; frame < mask.Length; frame++)
        {
            if (mask[frame] <= 0) continue;
            selected.AddRange(mel.Slice(frame * bins, bins));
            energy += TensorPrimitives.SumOfSquares(samples.Slice(frame * Hop, Hop));
        }

        float[] features = [.. selected];
        TensorPrimitives.Multiply(features, PowerGain(energy * bins / (Hop * Math.Max(1, features.Length))), features);
        return features;
    }

    /// <summary>The gain, as a factor of power, that raises audio to the target loudness; 1 for audio that is loud enough, and for
    /// silence.</summary>
    /// <param name="power">Mean square of the samples.</param>
    public static float PowerGain(double power) => power > 0 ? (float)Math.Max(1, Math.Pow(10, TargetDecibels / 10) / power) : 1;

    /// <summary>The first frame of each window. The windows are evenly spaced over all frames; speech that is shorter has one.</summary>
    /// <param name="frames">The number of frames.</param>
    public static int[] WindowStarts(int frames)
    {
        var last = frames - WindowFrames;
        if (last <= 0) return [0];
        var steps = (int)Math.Ceiling(last / MaxStepFrames);
        return [.. Enumerable.Range(0, steps + 1).Select(step => step * last / steps)];
    }
}
