using Speech.Diarization.Clustering;
using Speech.Diarization.Powerset;
using Speech.Diarization.Windows;

namespace Speech.Diarization.Pipeline;

/// <summary>Hears windows and keeps what clustering needs: who is active in which frame, and the voices. The audio itself is not kept.</summary>
internal sealed class Listener
{
    private readonly ISegmentationModel _segmentation;
    private readonly IEmbeddingModel _embedding;
    private readonly SpeakerSets _sets;
    private readonly int _embeddingBatch;
    // Fewer frames do not make a vector; null: overlaps are listened to in any case.
    private readonly int? _minFrames;

    public Listener(ISegmentationModel segmentation, IEmbeddingModel embedding, DiarizationOptions options)
    {
        (_segmentation, _embedding, _embeddingBatch) = (segmentation, embedding, options.EmbeddingBatch);
        var format = segmentation.Format;
        _sets = new SpeakerSets(format.Speakers, format.SpeakersAtOnce);
        _minFrames = options.ExcludeOverlap ? (int)Math.Ceiling((double)format.Frames * embedding.MinSamples / format.WindowSamples) : null;
        Segmentations = new Segmentations(format.Frames, format.Speakers);
        Embeddings = new EmbeddingTable(format.Speakers, embedding.Dimension);
    }

    /// <summary>Shape (windows, frames).</summary>
    public Segmentations Segmentations { get; }

    /// <summary>Shape (windows, speakers, d).</summary>
    public EmbeddingTable Embeddings { get; }

    /// <summary>Hears who speaks in the next windows.</summary>
    public void Segment(WindowBatch batch, CancellationToken cancellationToken)
    {
        var scores = _segmentation.Run(batch.Samples, batch.Count, cancellationToken);
        var perWindow = Segmentations.Frames * _sets.Classes.Length;
        for (var window = 0; window < batch.Count; window++)
        {
            var frames = new byte[Segmentations.Frames];
            _sets.Decode(scores.AsSpan(window * perWindow, perWindow), frames);
            Segmentations.Add(frames);
        }
    }

    /// <summary>Hears the voices in the windows that were segmented last.</summary>
    public void Measure(WindowBatch batch, CancellationToken cancellationToken)
    {
        var first = Segmentations.Windows - batch.Count;
        for (var part = 0; part < batch.Count; part += _embeddingBatch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Measure(batch, first, part, Math.Min(_embeddingBatch, batch.Count - part), cancellationToken);
        }
    }

    /// <summary>Measures the voices in some windows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">Number of its first window in the audio.</param>
    /// <param name="part">The first of the windows in the batch.</param>
    /// <param name="count">How many windows.</param>
    /// <param name="cancellationToken">May end the run.</param>
    private void Measure(WindowBatch batch, int first, int part, int count, CancellationToken cancellationToken)
    {
        var pairs = (from window in Enumerable.Range(part, count)
                     from speaker in Enumerable.Range(0, Segmentations.Speakers)
                     select (Window: window, Speaker: speaker, IsActive: Segmentations.CountActive(first + window, speaker) > 0)).ToArray();
        var active = pairs.Where(pair => pair.IsActive).ToArray();
        var vectors = active.Length == 0 ? [] : _embedding.Run(Request(batch, first, active), cancellationToken);
        var next = 0;
        foreach (var pair in pairs) Embeddings.Add(pair.IsActive ? vectors.AsSpan(next++ * Embeddings.Dimension, Embeddings.Dimension).ToArray() : null);
    }

    private EmbeddingRequest Request(WindowBatch batch, int first, (int Window, int Speaker, bool IsActive)[] active)
    {
        // Windows in which nobody speaks are not heard again.
        var windows = active.Select(pair => pair.Window).Distinct().ToList();
        var length = batch.Samples.Length / batch.Count;
        var waveforms = new float[windows.Count * length];
        for (var row = 0; row < windows.Count; row++) batch.Samples.Slice(windows[row] * length, length).CopyTo(waveforms.AsMemory(row * length));
        var masks = new float[active.Length * Segmentations.Frames];
        for (var i = 0; i < active.Length; i++)
            SpeakerMask.Write(Segmentations, first + active[i].Window, active[i].Speaker, _minFrames, masks.AsSpan(i * Segmentations.Frames, Segmentations.Frames));
        return new(waveforms, windows.Count, masks, Array.ConvertAll(active, pair => windows.IndexOf(pair.Window)));
    }
}
