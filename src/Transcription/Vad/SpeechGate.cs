using System.Runtime.CompilerServices;
using Speech.Audio;

namespace Speech.Transcription.Vad;

/// <summary>Zeroes long regions without speech before the audio is transcribed, so that music and noise cost no decoding and produce no
/// text. Sample positions do not change.</summary>
internal static class SpeechGate
{
    /// <summary>Seconds kept on either side of speech: its onset and its decay are quiet.</summary>
    public const double MarginSeconds = 0.5;

    /// <summary>Shorter regions without speech are kept, in seconds: pauses are part of speech.</summary>
    public const double MinSilenceSeconds = 2;

    /// <summary>A block is released once speech is decided this many seconds beyond its end: from then on, no later speech can shorten
    /// a silence in it below <see cref="MinSilenceSeconds"/>.</summary>
    public const double LookaheadSeconds = MinSilenceSeconds;

    /// <summary>The audio with its long silences zeroed.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz, which are not modified.</param>
    /// <param name="timeline">The speech regions; they must continue to be decided while this waits.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<float>> ApplyAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeechActivityTimeline timeline,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long position = 0;
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var (start, end) = (AudioDecoder.SecondsOf(position), AudioDecoder.SecondsOf(position + block.Length));
            await timeline.WaitForDecisionAsync(end + LookaheadSeconds, cancellationToken).ConfigureAwait(false);
            var silences = timeline.SilencesWithin(start, end).FindAll(silence => silence.Length >= MinSilenceSeconds);
            yield return silences.Count == 0 ? block : ZeroSilences(block, position, silences);
            position += block.Length;
        }
    }

    private static float[] ZeroSilences(ReadOnlyMemory<float> block, long position, List<SilentRegion> silences)
    {
        var gated = block.ToArray();
        foreach (var silence in silences)
        {
            // There is no speech before the start of the audio, so no margin either.
            var first = silence.Start == 0 ? 0 : SampleIndex(silence.Start + MarginSeconds);
            var last = SampleIndex(silence.End - MarginSeconds);
            if (first < last) gated.AsSpan(first, last - first).Clear();
        }

        return gated;

        int SampleIndex(double seconds) => (int)Math.Clamp(Math.Round(seconds * AudioDecoder.SampleRate) - position, 0, gated.Length);
    }
}
