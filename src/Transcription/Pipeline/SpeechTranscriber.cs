using Speech.Audio;
using Speech.Audio.Errors;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Pipeline;

/// <summary>Transcribes samples in which speech has been detected already, without speakers.</summary>
/// <param name="pipeline">The options of the pipeline.</param>
/// <param name="models">The ASR model.</param>
/// <param name="health">Receives successes and failures.</param>
/// <param name="telemetry">Records metrics.</param>
/// <param name="time">The clock of the metrics.</param>
public sealed class SpeechTranscriber(
    PipelineOptions pipeline, ModelSource<ISpeechModel> models, ModelHealth health, SpeechTelemetry telemetry, TimeProvider time)
{
    private readonly TranscribeOptionsFactory _options = new(pipeline, needsWords: false);

    /// <summary>Transcribes speech.</summary>
    /// <param name="samples">Mono samples at 16 kHz.</param>
    /// <param name="speech">Where there is speech in them, in order.</param>
    /// <param name="parameters">The parameters of the request.</param>
    /// <param name="isMeasured">Whether it counts in the metrics: audio that is decoded again and again should count once.</param>
    /// <param name="cancellationToken">Observed between decoding steps.</param>
    /// <exception cref="UnsupportedRequestException">The model does not support the request.</exception>
    /// <exception cref="ModelUnavailableException">The model is still loading or failed to load.</exception>
    public async Task<Transcript> TranscribeAsync(
        ReadOnlyMemory<float> samples, IReadOnlyList<SpeechRegion> speech, InferenceParameters parameters, bool isMeasured,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var activity = SpeechTelemetry.Activities.StartActivity("transcribe");
        using var use = health.Use();
        var model = await models.GetAsync(cancellationToken).ConfigureAwait(false);
        model.Validate(parameters);
        try
        {
            var options = _options.Create(parameters, model.Capabilities);
            var run = new RecognitionRun(model, options, isMeasured ? telemetry : null, time, progress: null);
            var segments = await run.RunAsync(
                Blocks(samples).ToAsyncEnumerable(), model.CutsAtSilences ? new DetectedSpeech(speech) : null, cancellationToken)
                .ConfigureAwait(false);
            if (segments.Count > 0) health.ReportSpeechSuccess();
            return new(segments)
            {
                Duration = run.AudioSeconds,
                Language = segments.FirstOrDefault(segment => segment.Language is not null)?.Language ?? parameters.Language,
            };
        }
        catch (Exception exception) when (exception is not (AudioException or OperationCanceledException))
        {
            health.ReportFailure();
            throw;
        }
    }

    private static IEnumerable<ReadOnlyMemory<float>> Blocks(ReadOnlyMemory<float> samples)
    {
        const int length = AudioDecoder.SampleRate;
        for (var at = 0; at < samples.Length; at += length) yield return samples.Slice(at, Math.Min(length, samples.Length - at));
    }

    private sealed class DetectedSpeech(IReadOnlyList<SpeechRegion> speech) : ISpeechActivity
    {
        public Task<IReadOnlyList<SpeechRegion>> GetSpeechAsync(double start, double end, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyList<SpeechRegion>>(SpeechRegion.Crop(speech, start, end));
    }
}
