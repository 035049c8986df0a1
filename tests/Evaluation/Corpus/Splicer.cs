using Speech.Audio;
using Speech.TestSupport.Audio;

namespace Speech.Evaluation.Corpus;

/// <summary>Makes a recording of clips with faint noise between them.</summary>
internal static class Splicer
{
    // Of 32768.
    private const double NoiseDeviation = 12;

    /// <summary>Decodes the clips and joins them to a WAV file of 16 bits. The noise depends on the name only.</summary>
    /// <param name="name">The name of the recording.</param>
    /// <param name="clips">Its clips, in order.</param>
    public static async Task<byte[]> SpliceAsync(string name, IReadOnlyList<SplicedClip> clips)
    {
        var (decoder, noise, samples) = (new AudioDecoder(new AudioOptions()), new GaussianNoise(name), new List<float>());
        foreach (var clip in clips)
        {
            var silence = (int)Math.Round(clip.Silence * AudioDecoder.SampleRate);
            for (var i = 0; i < silence; i++) samples.Add((float)(noise.Next() * NoiseDeviation / 32_768));
            await using var file = File.OpenRead(clip.AudioFile);
            await foreach (var block in decoder.DecodeAsync(file)) samples.AddRange(block.Span);
        }
        return new WaveFile().Write([.. samples]);
    }
}
