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
    // Fewer frames do not make a vector; null: overlaps are listened to in any case.
    private readonly int? _minFrames;

    public Listener(ISegmentationModel segmentation, IEmbeddingModel embedding, DiarizationOptions options)
    {
        (_segmentation, _embedding) = (segmentation, embedding);
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
        var scores = _segmentation.Run(batch.Audio, cancellationToken);
        var perWindow = Segmentations.Frames * _sets.Classes.Length;
        for (var window = 0; window < batch.Audio.Count; window++)
        {
            var frames = new byte[Segmentations.Frames];
            _sets.Decode(scores.AsSpan(window * perWindow, perWindow), frames);
            Segmentations.Add(frames);
        }
    }

    /// <summary>Hears the voices in the windows that were segmented last.</summary>
    public void Measure(WindowBatch batch, CancellationToken cancellationToken)
    {
        var first = Segmentations.Windows - batch.Audio.Count;
        var pairs = (from window in Enumerable.Range(0, batch.Audio.Count)
                     from speaker in Enumerable.Range(0, Segmentations.Speakers)
                     select (Window: window, Speaker: speaker, IsActive: Segmentations.CountActive(first + window, speaker) > 0)).ToArray();
        var active = pairs.Where(pair => pair.IsActive).ToArray();
        var masks = new float[active.Length * Segmentations.Frames];
        for (var i = 0; i < active.Length; i++)
            SpeakerMask.Write(Segmentations, first + active[i].Window, active[i].Speaker, _minFrames, masks.AsSpan(i * Segmentations.Frames, Segmentations.Frames));
        var vectors = active.Length == 0 ? [] : _embedding.Run(new(batch.Audio, masks, Array.ConvertAll(active, pair => pair.Window)), cancellationToken);
        var next = 0;
        foreach (var pair in pairs) Embeddings.Add(pair.IsActive ? vectors.AsSpan(next++ * Embeddings.Dimension, Embeddings.Dimension).ToArray() : null);
    }
}
