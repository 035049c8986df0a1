using Speech.Audio;
using Speech.Audio.Windows;
using Speech.Diarization.Annotations;
using Speech.Diarization.Segmentation;

namespace Speech.Diarization.VoiceActivity;

/// <summary>The voice activity detection pipeline: sliding windows, segmentation, overlap-add of the scores of the most active speaker,
/// hysteresis thresholding. Thread-safe if its network is.</summary>
/// <remarks>The audio is read once, as it arrives, and not kept.</remarks>
internal sealed class VoiceActivityDetection
{
    private readonly ISegmentationModel _segmentation;
    private readonly VoiceActivityOptions _options;
    private readonly ISpeakerEncoding _encoding;
    private readonly FrameGrid _grid;
    private readonly int _step;

    /// <summary>Creates a pipeline.</summary>
    /// <param name="segmentation">The segmentation network; not disposed.</param>
    /// <param name="options">Parameters of the pipeline.</param>
    /// <exception cref="ArgumentException">The parameters are out of range.</exception>
    public VoiceActivityDetection(ISegmentationModel segmentation, VoiceActivityOptions options)
    {
        options.Validate();
        (_segmentation, _options) = (segmentation, options);
        _encoding = segmentation.Config.CreateEncoding(options.Onset);
        _step = segmentation.Config.WindowStep(options.WindowStep);
        _grid = segmentation.Config.CreateGrid(_step);
    }

    /// <summary>Seconds of audio after a moment that must be read, unless the audio ends, before speech activity at that moment is
    /// final.</summary>
    public double DecisionLag => _grid.WindowSeconds + (_options.BatchSize - 1) * _grid.StepSeconds
        + _options.MinDurationOn + _options.MinDurationOff;

    /// <summary>Detects speech in a recording.</summary>
    /// <param name="audio">Blocks of mono samples at the network's rate; a block may be reused by its owner once the next one is
    /// requested.</param>
    /// <param name="progress">Receives a report after each batch of windows, on the thread that does the work; null for none.</param>
    /// <param name="cancellationToken">Checked between batches.</param>
    public async Task DetectAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, IProgress<SpeechActivityProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audio);
        var config = _segmentation.Config;
        var reader = new WindowReader(config.WindowSamples, _step, _options.BatchSize);
        var aggregator = new SpeechScoreAggregator(_grid, config.WindowFrames);
        var detector = new SpeechRegionDetector(_options, _grid);
        var windows = 0;
        await foreach (var batch in reader.ReadAsync(audio, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            AddScores(aggregator, batch.Windows, cancellationToken);
            windows += batch.Windows.Count;
            batch.ReturnToPool();
            detector.Add(aggregator.TakeFinal());
            var (decided, until) = detector.TakeDecided();
            Report(decided, until);
        }

        detector.Add(aggregator.Take(windows == 0 ? 0 : CountFrames(windows, reader.SamplesRead)));
        Report(detector.TakeRest(), double.PositiveInfinity);

        void Report(List<SpeechRegion> decided, double until)
        {
            var seconds = AudioDecoder.SecondsOf(reader.SamplesRead);
            // The padding of the last window may contain detections.
            var speech = SpeechRegion.Crop(decided, 0, seconds);
            progress?.Report(new(seconds) { DecidedSeconds = until, Speech = speech });
        }
    }

    private void AddScores(SpeechScoreAggregator aggregator, WindowedAudio windows, CancellationToken cancellationToken)
    {
        var scores = _segmentation.Run(windows, cancellationToken);
        var scoresPerWindow = _segmentation.Config.WindowFrames * _encoding.Classes;
        var speech = new float[_segmentation.Config.WindowFrames];
        for (var window = 0; window < windows.Count; window++)
        {
            _encoding.ScoreSpeech(scores.AsSpan(window * scoresPerWindow, scoresPerWindow), speech);
            aggregator.Add(speech);
        }
    }

    /// <summary>The number of frames of the audio: without those that begin in the padding of the last window.</summary>
    private int CountFrames(int windows, long samples)
    {
        var all = _grid.CountFrames(windows);
        var isPadded = (windows - 1L) * _step + _segmentation.Config.WindowSamples > samples;
        return isPadded ? Math.Min(all, (int)(samples / _segmentation.Config.ReceptiveField.Step) + 1) : all;
    }
}
