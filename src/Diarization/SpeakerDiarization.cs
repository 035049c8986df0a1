using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Diarization.Counting;
using Speech.Diarization.Pipeline;
using Speech.Diarization.Reconstruction;
using Speech.Diarization.Windows;

namespace Speech.Diarization;

/// <summary>Finds out who spoke when: sliding windows, segmentation, voices, clustering, and back to turns. Shared by all requests, as far as its networks are.</summary>
/// <remarks>
/// The audio is heard once, as it comes, and not kept. What is kept of an hour of it are 2 MB of frames and at most 11 MB of voices;
/// clustering takes about three times the voices.
/// </remarks>
public sealed class SpeakerDiarization
{
    private readonly ISegmentationModel _segmentation;
    private readonly IEmbeddingModel _embedding;
    private readonly DiarizationOptions _options;
    private readonly IClustering _clustering;
    private readonly FrameGrid _grid;
    private readonly int _step;

    /// <summary>A pipeline of two networks.</summary>
    /// <param name="segmentation">Tells the speakers of a window apart; left to its owner.</param>
    /// <param name="embedding">Makes vectors of voices; left to its owner.</param>
    /// <param name="options">The pipeline's parameters.</param>
    /// <exception cref="ArgumentException">The parameters are out of range, or do not fit the networks.</exception>
    public SpeakerDiarization(ISegmentationModel segmentation, IEmbeddingModel embedding, DiarizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(segmentation);
        ArgumentNullException.ThrowIfNull(embedding);
        OptionsRules.Verify(options, embedding.Dimension);
        (_segmentation, _embedding, _options) = (segmentation, embedding, options);
        _clustering = options.Clustering switch
        {
            AgglomerativeOptions agglomerative => new AgglomerativeClustering(agglomerative),
            VbxOptions vbx => new VbxClustering(vbx),
            _ => throw new ArgumentException("Unknown clustering.", nameof(options)),
        };
        var format = segmentation.Format;
        double rate = format.SampleRate;
        _step = Math.Max(1, (int)Math.Round(options.WindowStep * format.WindowSamples));
        _grid = new FrameGrid(format.WindowSamples / rate, _step / rate, format.FrameStepSamples / rate, format.FrameSamples / rate);
    }

    /// <summary>So many seconds behind a moment must be heard, or the audio be over, until it is decided whether anybody speaks there.</summary>
    public double DecisionLag => _grid.WindowSeconds + (_options.BatchSize - 1) * _grid.StepSeconds;

    /// <summary>Finds out who spoke when.</summary>
    /// <param name="audio">Blocks of mono samples at the network's rate; a block may be reused by its owner after the next one is asked for.</param>
    /// <param name="bounds">How many speakers there may be. Fewer are found where the audio does not let that many be told apart.</param>
    /// <param name="progress">Told as soon as a batch is segmented and at each stage, on the thread of the work; null for nobody.</param>
    /// <param name="cancellationToken">Honoured between batches and within clustering.</param>
    public async Task<DiarizationResult> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<DiarizationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        // The default of the struct has bounds of 0.
        if (bounds.Min == 0) bounds = SpeakerBounds.Any;
        var format = _segmentation.Format;
        var reader = new WindowReader(format.WindowSamples, _step, _options.BatchSize);
        var listener = new Listener(_segmentation, _embedding, _options);
        var live = new LiveSpeech(_grid);
        await foreach (var batch in reader.ReadAsync(audio, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            listener.Segment(batch, cancellationToken);
            // Before the voices, which take longer: who waits for speech need not wait for speakers.
            progress?.Report(live.Decide(listener.Segmentations, batch.IsLast, Seconds()));
            listener.Measure(batch, cancellationToken);
        }

        if (!live.IsOver) progress?.Report(live.Decide(listener.Segmentations, isOver: true, Seconds()));
        return Conclude(listener, bounds, Seconds(), stage => progress?.Report(new(stage, Seconds()) { DecidedSeconds = double.PositiveInfinity }), cancellationToken);

        double Seconds() => (double)reader.Position / format.SampleRate;
    }

    private DiarizationResult Conclude(Listener heard, SpeakerBounds bounds, double duration, Action<DiarizationStage> report, CancellationToken cancellationToken)
    {
        var counts = heard.Segmentations.Windows == 0 ? [] : SpeakerCount.Of(heard.Segmentations, _grid);
        // Windows may disagree so much that nobody is left.
        if (!counts.AsSpan().ContainsAnyExcept((byte)0)) return new([], [], [], [], duration);

        report(DiarizationStage.Clustering);
        var clusters = _clustering.Cluster(heard.Embeddings, heard.Segmentations, bounds, cancellationToken);
        report(DiarizationStage.Reconstruction);
        var votes = Votes.Count(heard.Segmentations, clusters.Of, _grid);
        var (turns, exclusive, speakers) = Annotation.Name(TurnsOf(bounds.Max), TurnsOf(1), clusters.Centroids, duration);
        return new(turns, exclusive, speakers, SpeechRegions.Of(counts, 0, _grid, duration), duration);

        List<ClusterTurn> TurnsOf(int atOnce) => TurnBuilder.Build(Reconstruct.Elect(votes, counts, atOnce), _grid, _options.MinSilence);
    }
}
