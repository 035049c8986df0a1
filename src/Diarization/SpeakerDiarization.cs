using Speech.Audio;
using Speech.Audio.Windows;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Diarization.Embedding;
using Speech.Diarization.Reconstruction;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization;

/// <summary>The speaker diarization pipeline: sliding windows, segmentation, embedding extraction,
/// clustering, resegmentation, reconstruction. Thread-safe if its networks are.</summary>
/// <remarks>
/// The audio is read once, as it arrives, and not kept. One hour of it takes 2 MB of segmentation (15 MB with multi-label output) and at
/// most 11 MB of embeddings (22 MB with 5 s windows, 7 MB more with resegmentation); clustering takes about five times the embeddings.
/// </remarks>
internal sealed class SpeakerDiarization
{
    private readonly ISegmentationModel _segmentation;
    private readonly IEmbeddingModel _embedding;
    private readonly DiarizationOptions _options;
    private readonly IClustering _clustering;
    private readonly ISpeakerEncoding _encoding;
    private readonly FrameGrid _grid;
    private readonly int _step;

    /// <summary>Creates a pipeline from two networks.</summary>
    /// <param name="segmentation">The segmentation network; not disposed.</param>
    /// <param name="embedding">The embedding network; not disposed.</param>
    /// <param name="options">Parameters of the pipeline.</param>
    /// <exception cref="ArgumentException">The parameters are out of range, or do not match the networks.</exception>
    public SpeakerDiarization(ISegmentationModel segmentation, IEmbeddingModel embedding, DiarizationOptions options)
    {
        DiarizationOptionsValidator.Validate(options, embedding.Dimension);
        (_segmentation, _embedding, _options) = (segmentation, embedding, options);
        _clustering = options.Clustering switch
        {
            AgglomerativeOptions agglomerative => new AgglomerativeClustering(agglomerative),
            VbxOptions vbx => new VbxClustering(vbx),
            _ => throw new ArgumentException("Unknown clustering.", nameof(options)),
        };
        _encoding = segmentation.Config.CreateEncoding(options.SegmentationThreshold);
        _step = segmentation.Config.WindowStep(options.WindowStep);
        _grid = segmentation.Config.CreateGrid(_step);
    }

    /// <summary>Seconds of audio after a moment that must be read, unless the audio ends,
    /// before speech activity at that moment is final; the start of the next block as well.</summary>
    public double DecisionLag => _grid.WindowSeconds + (_options.BatchSize - 1) * _grid.StepSeconds;

    /// <summary>Diarizes a recording.</summary>
    /// <param name="audio">Blocks of mono samples at the networks' rate; a block may be
    /// reused by its owner once the next one is requested.</param>
    /// <param name="bounds">Bounds on the number of speakers. There are fewer speakers than the
    /// minimum if the audio has too few distinct embeddings.</param>
    /// <param name="progress">Receives a report after each batch of windows, on the thread that does the work; null for none.</param>
    /// <param name="cancellationToken">Checked between batches, within clustering and within reconstruction.</param>
    public async Task<DiarizationResult> DiarizeAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SpeakerBounds bounds, IProgress<SpeechActivityProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        // The default value of the struct has bounds of 0.
        if (bounds.Min == 0) bounds = SpeakerBounds.Any;
        // Stretches of the last window are embedded to its end.
        var reader = new WindowReader(_segmentation.Config.WindowSamples, _step, _options.BatchSize) { LooksAhead = true };
        var analyzer = new WindowAnalyzer(_segmentation, _encoding, _embedding, _options, _grid);
        var activity = new SpeechActivityTracker(_grid);
        await foreach (var batch in reader.ReadAsync(audio, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            analyzer.Segment(batch.Windows, cancellationToken);
            // Before the embeddings, which take longer: speech activity does not depend on them.
            ReportActivity(batch.IsLast);
            analyzer.ExtractEmbeddings(batch.Windows, batch.IsLast, cancellationToken);
            batch.ReturnToPool();
        }

        if (!activity.IsComplete) ReportActivity(isComplete: true);
        return Conclude(analyzer, bounds, Seconds(), cancellationToken);

        double Seconds() => AudioDecoder.SecondsOf(reader.SamplesRead);

        void ReportActivity(bool isComplete)
        {
            if (progress is null) return;
            var (speech, decided) = activity.Advance(analyzer.Segmentation, isComplete, Seconds());
            progress.Report(new(Seconds()) { DecidedSeconds = decided, Speech = speech });
        }
    }

    private DiarizationResult Conclude(
        WindowAnalyzer analyzer, SpeakerBounds bounds, double duration, CancellationToken cancellationToken)
    {
        var segmentation = analyzer.Segmentation;
        var counts = segmentation.Windows == 0 ? [] : SpeakerCounter.Count(segmentation, _grid);
        // The mean over windows may round to no speaker at all, even if single windows have some.
        if (!counts.AsSpan().ContainsAnyExcept((byte)0)) return new([], [], []);

        var clusters = Cluster(analyzer, bounds, cancellationToken);
        var resegmentation = new Resegmentation(analyzer.Sliding, clusters.Centroids, _options.ResegmentationWeight);
        var activations = new ClusterActivations(segmentation, clusters.HardClusters, _grid, resegmentation);
        var diarization = DiscreteDiarization.SelectTopSpeakers(activations, counts, bounds.Max, cancellationToken);
        var (turns, exclusive, speakers) = AnnotationBuilder.Build(
            TurnBuilder.Build(diarization, _grid, _options.MinDurationOff),
            TurnBuilder.BuildExclusive(diarization, _grid, _options.MinDurationOff), clusters.Centroids, duration);
        return new(turns, exclusive, speakers);
    }

    private ClusteringResult Cluster(WindowAnalyzer analyzer, SpeakerBounds bounds, CancellationToken cancellationToken)
    {
        var (embeddings, segmentation) = (analyzer.Embeddings, analyzer.Segmentation);
        var clusters = _clustering.Cluster(embeddings, segmentation, bounds, cancellationToken);
        if (!clusters.HasNoCentroid) return clusters;
        // Other than in the reference, speech that is too short to be clustered has an embedding: it may be of a known speaker.
        var active = TrainingEmbeddings.Select(embeddings, segmentation, EmbeddingFilter.Active);
        return ClusteringResult.SingleCluster(embeddings, embeddings.Gather(active));
    }
}
