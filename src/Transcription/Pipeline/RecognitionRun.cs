using System.Runtime.CompilerServices;
using Speech.Audio;
using Speech.Transcription.Models;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Pipeline;

/// <summary>Runs the ASR model on the audio of one request, reports progress and records metrics. Used once.</summary>
/// <param name="model">The ASR model.</param>
/// <param name="options">Task, language, windows.</param>
/// <param name="telemetry">Records the metrics; null for none.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Receives the progress, synchronously; null for none.</param>
internal sealed class RecognitionRun(
    ISpeechModel model, TranscribeOptions options, SpeechTelemetry? telemetry, TimeProvider time,
    IProgress<TranscriptionProgress>? progress)
{
    // Audio is read on one thread while segments come on another.
    private readonly Lock _reporting = new();
    private long _samples;
    private double _secondsDone;
    private DecodingStatistics _statistics;

    /// <summary>Seconds of audio read so far.</summary>
    public double AudioSeconds => AudioDecoder.SecondsOf(_samples);

    /// <summary>Statistics of the windows decoded so far.</summary>
    public DecodingStatistics Statistics => _statistics;

    /// <summary>How long the transcription took; zero before its end.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Transcribes audio.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz.</param>
    /// <param name="activity">Where there is speech, to cut the audio at silences; null for windows of equal length.</param>
    /// <param name="cancellationToken">Observed between decoding steps.</param>
    public async Task<IReadOnlyList<Segment>> RunAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, ISpeechActivity? activity, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var segments = new List<Segment>();
        var counting = options with { Decoded = window => _statistics += window, SpeechActivity = activity };
        var blocks = CountSamplesAsync(audio, cancellationToken);
        await foreach (var segment in model.TranscribeAsync(blocks, counting, cancellationToken).ConfigureAwait(false))
        {
            segments.Add(segment);
            ReportProgress(segment.End, segment);
        }
        ReportProgress(AudioSeconds);
        Elapsed = time.GetElapsedTime(started);
        telemetry?.RecordTranscription(AudioSeconds, Elapsed, _statistics);
        return segments;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<float>> CountSamplesAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var block in audio.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            _samples += block.Length;
            ReportProgress();
            yield return block;
        }
    }

    private void ReportProgress(double secondsDone = 0, Segment? segment = null)
    {
        lock (_reporting)
        {
            _secondsDone = Math.Max(_secondsDone, secondsDone);
            progress?.Report(new(TranscriptionStage.Transcribing, _secondsDone, AudioSeconds) { Segment = segment });
        }
    }
}
