using System.Numerics.Tensors;
using Speech.Audio;
using Speech.Diarization.VoiceActivity;
using Speech.Transcription.Models;

namespace Speech.Transcription.Live;

/// <summary>The probability of speech in audio that arrives, hop by hop: from the segmentation model, in windows that end with the newest
/// audio; without one, from the level.</summary>
/// <param name="speakers">The model; null for none.</param>
/// <param name="health">Whether the models are in use.</param>
internal sealed class SpeechMeter(ModelSource<ISpeakerModel>? speakers, ModelHealth health)
{
    /// <summary>Samples of a hop: a quarter of a second.</summary>
    public const int HopSamples = AudioDecoder.SampleRate / 4;

    private const int LevelFrame = AudioDecoder.SampleRate / 50;

    /// <summary>Below this amplitude there is no speech, whatever the model says: -60 dB of full scale.</summary>
    private const float MinAmplitude = 0.001f;

    private float[] _window = [];

    /// <summary>Scores the next hop.</summary>
    /// <param name="hop">Exactly <see cref="HopSamples"/>.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The probabilities of frames of equal length.</returns>
    public async Task<float[]> ScoreAsync(ReadOnlyMemory<float> hop, CancellationToken cancellationToken)
    {
        using var use = health.Use();
        var model = speakers is null ? null : await speakers.GetAsync(cancellationToken).ConfigureAwait(false);
        if (model?.SpeechScorer is not { } scorer) return ScoreLevel(hop.Span);
        if (_window.Length != scorer.WindowSamples) _window = new float[scorer.WindowSamples];
        _window.AsSpan(hop.Length).CopyTo(_window);
        hop.Span.CopyTo(_window.AsSpan(_window.Length - hop.Length));
        var frames = (int)Math.Round(AudioDecoder.SecondsOf(HopSamples) / scorer.FrameStep);
        if (TensorPrimitives.MaxMagnitude(hop.Span) is > -MinAmplitude and < MinAmplitude) return new float[frames];
        var scores = await Task.Run(() => scorer.Score(_window, cancellationToken), cancellationToken).ConfigureAwait(false);
        return scores[^frames..];
    }

    private static float[] ScoreLevel(ReadOnlySpan<float> hop)
    {
        var scores = new float[hop.Length / LevelFrame];
        for (var frame = 0; frame < scores.Length; frame++)
        {
            var samples = hop.Slice(frame * LevelFrame, LevelFrame);
            var decibels = 10 * Math.Log10(TensorPrimitives.SumOfSquares(samples) / LevelFrame + 1e-10);
            scores[frame] = (float)Math.Clamp((decibels + 60) / 30, 0, 1);
        }

        return scores;
    }
}
