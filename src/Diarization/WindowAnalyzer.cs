using Speech.Audio.Windows;
using Speech.Diarization.Embedding;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization;

/// <summary>Runs both networks on the windows of one recording and keeps what clustering needs: the
/// binarized segmentation and the speaker embeddings. The audio is not kept.</summary>
internal sealed class WindowAnalyzer
{
    private readonly ISegmentationModel _segmentationModel;
    private readonly IEmbeddingModel _embeddingModel;
    private readonly ISpeakerEncoding _encoding;
    // Overlapped speech is excluded if more frames remain; null: it never is.
    private readonly int? _minFrames;
    // Null: there is no resegmentation.
    private readonly SlidingMasks? _stretches;

    /// <summary>Creates an analyzer for one recording.</summary>
    /// <param name="segmentation">The segmentation network.</param>
    /// <param name="encoding">The output form of the segmentation network.</param>
    /// <param name="embedding">The embedding network.</param>
    /// <param name="options">Parameters of the pipeline.</param>
    /// <param name="grid">Maps windows to the time axis.</param>
    public WindowAnalyzer(
        ISegmentationModel segmentation, ISpeakerEncoding encoding, IEmbeddingModel embedding, DiarizationOptions options, FrameGrid grid)
    {
        (_segmentationModel, _encoding, _embeddingModel) = (segmentation, encoding, embedding);
        var config = segmentation.Config;
        _minFrames = options.ExcludeOverlap
            ? (int)Math.Ceiling((double)config.WindowFrames * embedding.MinSamples / config.WindowSamples) : null;
        Segmentation = new BinarizedSegmentation(config.WindowFrames, config.Speakers);
        Embeddings = new SpeakerEmbeddings(config.Speakers, embedding.Dimension);
        if (options.ResegmentationWeight > 0) _stretches = new SlidingMasks(Segmentation, grid);
    }

    /// <summary>Shape (windows, frames).</summary>
    public BinarizedSegmentation Segmentation { get; }

    /// <summary>Shape (windows, speakers, d).</summary>
    public SpeakerEmbeddings Embeddings { get; }

    /// <summary>Embeddings of short stretches; empty without resegmentation.</summary>
    public SlidingEmbeddings Sliding { get; } = new();

    /// <summary>Segments the next windows.</summary>
    public void Segment(WindowedAudio windows, CancellationToken cancellationToken)
    {
        var scores = _segmentationModel.Run(windows, cancellationToken);
        var scoresPerWindow = Segmentation.Frames * _encoding.Classes;
        for (var window = 0; window < windows.Count; window++)
        {
            var frames = new byte[Segmentation.Frames];
            var windowScores = scores.AsSpan(window * scoresPerWindow, scoresPerWindow);
            _encoding.Binarize(windowScores, frames);
            Segmentation.Add(frames, _encoding.GetActivity(windowScores));
        }
    }

    /// <summary>Extracts the embeddings of the windows that were segmented last: of their speakers and of short stretches.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="isLast">Whether the audio ends with them.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public void ExtractEmbeddings(WindowedAudio windows, bool isLast, CancellationToken cancellationToken)
    {
        var first = Segmentation.Windows - windows.Count;
        var targets = Enumerable.Range(0, windows.Count).SelectMany(TargetsOf).ToList();
        // One request for all of them: what they need of the audio is computed once.
        var masked = targets.Where(target => target.Mask is not null).ToList();
        var masks = masked.SelectMany(target => target.Mask!).ToArray();
        var embeddings = masked.Count == 0
            ? [] : _embeddingModel.Run(new(windows, masks, [.. masked.Select(target => target.Window)]), cancellationToken);
        var next = 0;
        foreach (var target in targets)
        {
            var embedding = target.Mask is null ? null : embeddings.AsSpan(next++ * Embeddings.Dimension, Embeddings.Dimension).ToArray();
            if (target.Middle is { } middle) Sliding.Add(middle, embedding!);
            else Embeddings.Add(embedding);
        }

        IEnumerable<Target> TargetsOf(int window)
        {
            for (var speaker = 0; speaker < Segmentation.Speakers; speaker++) yield return new(window, MaskOf(first + window, speaker));
            if (_stretches is null) yield break;
            foreach (var (mask, middle) in _stretches.Create(first + window, first + window == 0, isLast && window == windows.Count - 1))
                yield return new(window, mask, middle);
        }
    }

    /// <summary>Shape (frames): the frames that an embedding is made of; null for a speaker without speech.</summary>
    private float[]? MaskOf(int window, int speaker)
    {
        if (Segmentation.CountActive(window, speaker) == 0) return null;
        var mask = new float[Segmentation.Frames];
        EmbeddingMask.Write(Segmentation, window, speaker, _minFrames, mask);
        return mask;
    }

    /// <summary>What an embedding is extracted for: a speaker of a window, or a stretch of it.</summary>
    /// <param name="Window">The window.</param>
    /// <param name="Mask">Shape (frames); null for none.</param>
    /// <param name="Middle">The middle of a stretch in seconds of the whole audio; null for a speaker.</param>
    private readonly record struct Target(int Window, float[]? Mask, double? Middle = null);
}
