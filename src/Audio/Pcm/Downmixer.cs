namespace Speech.Audio.Pcm;

/// <summary>Averages channels.</summary>
internal static class Downmixer
{
    // Power of the sum of two channels, relative to that of their difference, below which they cancel each other: -20 dB.
    private const double CancellationRatio = 0.01;

    /// <summary>Averages the channels. Where two of them cancel each other, as with a microphone whose wires are swapped, one is
    /// inverted.</summary>
    /// <param name="interleaved">[frames, channels].</param>
    /// <param name="channels">At least 2.</param>
    /// <param name="mono">[frames].</param>
    public static void Downmix(ReadOnlySpan<float> interleaved, int channels, Span<float> mono)
    {
        if (channels == 2 && Cancels(interleaved))
        {
            for (var frame = 0; frame < mono.Length; frame++) mono[frame] = (interleaved[2 * frame] - interleaved[2 * frame + 1]) / 2;
            return;
        }

        for (var frame = 0; frame < mono.Length; frame++)
        {
            var sum = 0f;
            foreach (var sample in interleaved.Slice(frame * channels, channels)) sum += sample;
            mono[frame] = sum / channels;
        }
    }

    private static bool Cancels(ReadOnlySpan<float> stereo)
    {
        var (sum, difference) = (0.0, 0.0);
        for (var i = 0; i < stereo.Length; i += 2)
        {
            var (left, right) = ((double)stereo[i], (double)stereo[i + 1]);
            sum += (left + right) * (left + right);
            difference += (left - right) * (left - right);
        }

        return sum < CancellationRatio * difference;
    }
}
