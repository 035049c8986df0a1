using System.Runtime.CompilerServices;
using Speech.Audio;

namespace Speech.Transcription.Voice;

/// <summary>Silences what is not speech before it is transcribed, so that music and noise cost nothing and become no words. No sample moves.</summary>
internal static class VoiceFilter
{
    /// <summary>Kept around speech on either side, in seconds: its onsets and its echoes are quiet.</summary>
    public const double Margin = 0.5;

    /// <summary>Shorter stretches without speech are left as they are, in seconds: pauses belong to speech.</summary>
    public const double MinLength = 2;

    /// <summary>A block is given out when the map is decided so far behind its end, in seconds: then no speech to come can make a silence of it too short.</summary>
    public const double Lookahead = MinLength;

    /// <summary>The audio with its long silences made silent.</summary>
    /// <param name="audio">Blocks of samples, which are not changed.</param>
    /// <param name="speech">Where anybody speaks; it must go on being decided while this waits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> ApplyAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeechMap speech, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = 0;
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var (start, end) = (Seconds(position), Seconds(position + block.Length));
            await speech.DecidedAsync(end + Lookahead, cancellationToken).ConfigureAwait(false);
            var silences = speech.SilencesWithin(start, end).FindAll(silence => silence.Length >= MinLength);
            yield return silences.Count == 0 ? block : Silenced(block, position, silences);
            position += block.Length;
        }
    }

    private static float[] Silenced(ReadOnlyMemory<float> block, long position, List<SilentStretch> silences)
    {
        var filtered = block.ToArray();
        foreach (var silence in silences)
        {
            // Nothing spoke before the audio began.
            var first = silence.Start == 0 ? 0 : Place(silence.Start + Margin);
            var last = Place(silence.End - Margin);
            if (first < last) filtered.AsSpan(first, last - first).Clear();
        }

        return filtered;

        int Place(double seconds) => (int)Math.Clamp(Math.Round(seconds * AudioDecoder.SampleRate) - position, 0, filtered.Length);
    }

    private static double Seconds(long samples) => (double)samples / AudioDecoder.SampleRate;
}
