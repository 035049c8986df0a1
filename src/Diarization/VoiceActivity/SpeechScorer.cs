using System.Numerics.Tensors;
using Speech.Audio;
using Speech.Audio.Windows;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.VoiceActivity;

/// <summary>Scores the speech in single windows of audio, without what comes before or after: for audio that is still arriving. Thread-safe
/// if its network is.</summary>
public sealed class SpeechScorer
{
    private readonly ISegmentationModel _segmentation;

    internal SpeechScorer(ISegmentationModel segmentation)
    {
        _segmentation = segmentation;
        FrameStep = AudioDecoder.SecondsOf(segmentation.Config.ReceptiveField.Step);
    }

    /// <summary>Samples of a window, at 16 kHz.</summary>
    public int WindowSamples => _segmentation.Config.WindowSamples;

    /// <summary>Seconds from one frame to the next.</summary>
    public double FrameStep { get; }

    /// <summary>Computes the probability of speech in each frame.</summary>
    /// <param name="window">Mono samples; exactly <see cref="WindowSamples"/>.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>Shape (frames): 0 to 1.</returns>
    public float[] Score(ReadOnlyMemory<float> window, CancellationToken cancellationToken)
    {
        var config = _segmentation.Config;
        var scores = _segmentation.Run(WindowedAudio.Single(window), cancellationToken);
        var classes = scores.Length / config.WindowFrames;
        var speech = new float[config.WindowFrames];
        for (var frame = 0; frame < speech.Length; frame++)
        {
            var frameScores = scores.AsSpan(frame * classes, classes);
            // The first class of a powerset has no speaker; its scores are log-probabilities.
            speech[frame] = config.IsMultilabel ? TensorPrimitives.Max<float>(frameScores) : 1 - MathF.Exp(frameScores[0]);
        }

        return speech;
    }
}
