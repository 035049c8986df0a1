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
        var format = segmentation.Format;
        _minFrames = options.ExcludeOverlap
            ? (int)Math.Ceiling((double)format.Frames * embedding.MinSamples / format.WindowSamples) : null;
        Segmentation = new BinarizedSegmentation(format.Frames, format.Speakers);
        Embeddings = new SpeakerEmbeddings(format.Speakers, embedding.Dimension);
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

    /// <summary>Extracts the speaker embeddings of the windows that were segmented last.</summary>
    public void ExtractEmbeddings(WindowedAudio windows, CancellationToken cancellationToken)
    {
        var first = Segmentation.Windows - windows.Count;
        var local = (from window in Enumerable.Range(0, windows.Count)
                     from speaker in Enumerable.Range(0, Segmentation.Speakers)
                     select (Window: window, Speaker: speaker, IsActive: Segmentation.CountActive(first + window, speaker) > 0)).ToArray();
        var active = local.Where(speaker => speaker.IsActive).ToArray();
        var masks = new float[active.Length * Segmentation.Frames];
        for (var i = 0; i < active.Length; i++)
        {
            var mask = masks.AsSpan(i * Segmentation.Frames, Segmentation.Frames);
            EmbeddingMask.Write(Segmentation, first + active[i].Window, active[i].Speaker, _minFrames, mask);
        }

        var windowOf = Array.ConvertAll(active, speaker => speaker.Window);
        var embeddings = active.Length == 0 ? [] : _embeddingModel.Run(new(windows, masks, windowOf), cancellationToken);
        var next = 0;
        foreach (var speaker in local)
            Embeddings.Add(speaker.IsActive ? embeddings.AsSpan(next++ * Embeddings.Dimension, Embeddings.Dimension).ToArray() : null);
    }

    /// <summary>Extracts the embeddings of short stretches of the windows that were segmented last.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="isLast">Whether the audio ends with them.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public void ExtractSliding(WindowedAudio windows, bool isLast, CancellationToken cancellationToken)
    {
        if (_stretches is null) return;
        var first = Segmentation.Windows - windows.Count;
        var stretches = (from window in Enumerable.Range(0, windows.Count)
                         from stretch in _stretches.Create(first + window, first + window == 0, isLast && window == windows.Count - 1)
                         select (Window: window, stretch.Mask, stretch.Middle)).ToArray();
        if (stretches.Length == 0) return;
        var masks = stretches.SelectMany(stretch => stretch.Mask).ToArray();
        var windowOf = Array.ConvertAll(stretches, stretch => stretch.Window);
        var embeddings = _embeddingModel.Run(new(windows, masks, windowOf), cancellationToken);
        foreach (var (index, stretch) in stretches.Index())
            Sliding.Add(stretch.Middle, embeddings.AsSpan(index * Embeddings.Dimension, Embeddings.Dimension).ToArray());
    }
}
