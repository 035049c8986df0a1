using System.Diagnostics;
using Speech.Audio;
using Speech.Audio.Errors;
using Speech.Diarization.Annotations;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Speakers;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Transcripts;
using Speech.Transcription.Vad;
using Speech.Whisper;

namespace Speech.Transcription.Pipeline;

/// <summary>Turns encoded audio into a transcript, for web requests and blobs alike.</summary>
/// <param name="options">The options of the pipeline.</param>
/// <param name="models">The ASR model.</param>
/// <param name="health">Receives successes and failures.</param>
/// <param name="decode">Decodes audio into samples.</param>
/// <param name="telemetry">Records metrics.</param>
/// <param name="time">The clock of the metrics.</param>
/// <param name="speakers">The diarization model, or one that only detects speech; null where none is configured.</param>
public sealed class TranscriptionHandler(
    PipelineOptions options, ModelSource<ISpeechModel> models, ModelHealth health, AudioDecoding decode, SpeechTelemetry telemetry,
    TimeProvider time, ModelSource<ISpeakerModel>? speakers = null)
{
    /// <summary>Transcribes one piece of audio, without progress reports.</summary>
    /// <inheritdoc cref="TranscribeAsync(AudioInput, InferenceParameters, IProgress{TranscriptionProgress}, CancellationToken)"/>
    public Task<Transcript> TranscribeAsync(AudioInput audio, InferenceParameters parameters, CancellationToken cancellationToken)
        => TranscribeAsync(audio, parameters, progress: null, cancellationToken);

    /// <summary>Transcribes one piece of audio.</summary>
    /// <param name="audio">The encoded audio; read to its end, not disposed.</param>
    /// <param name="parameters">The parameters of the request.</param>
    /// <param name="progress">Receives every step on the worker's thread, so it must not block; the last report covers all of the audio.
    /// Null for none.</param>
    /// <param name="cancellationToken">Observed between decoding steps.</param>
    /// <exception cref="UnsupportedRequestException">The models do not support the request.</exception>
    /// <exception cref="ModelUnavailableException">A model is still loading or failed to load.</exception>
    /// <exception cref="AudioException">The audio cannot be decoded.</exception>
    public async Task<Transcript> TranscribeAsync(
        AudioInput audio, InferenceParameters parameters, IProgress<TranscriptionProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audio);
        ArgumentNullException.ThrowIfNull(parameters);
        progress?.Report(new(TranscriptionStage.Loading));
        using var activity = SpeechTelemetry.Activities.StartActivity("transcribe");
        RequestValidator.Validate(parameters, options.HasAssistant);
        var model = await models.GetAsync(cancellationToken).ConfigureAwait(false);
        model.Validate(parameters);
        var recognition = new RecognitionRun(model, OptionsFor(parameters, model.Capabilities), telemetry, time, progress);
        try
        {
            var vad = VadUseFor(parameters, model);
            var (segments, outcome) = await RunAsync(recognition, audio, parameters, vad, cancellationToken).ConfigureAwait(false);
            SetTags(activity, recognition, segments);
            ReportHealth(segments, outcome);
            return outcome.Diarization is { } diarization
                ? SpeakerAttribution.Attribute(segments, diarization)
                : new Transcript(segments) { Warning = outcome.Warning };
        }
        catch (Exception exception) when (exception is not (AudioException or OperationCanceledException))
        {
            health.ReportFailure();
            throw;
        }
    }

    private async Task<(IReadOnlyList<Segment> Segments, DiarizationOutcome Outcome)> RunAsync(
        RecognitionRun recognition, AudioInput audio, InferenceParameters parameters, VadUse vad, CancellationToken cancellationToken)
    {
        var blocks = decode(audio.Content, audio.Raw, cancellationToken);
        if (speakers is null) return (await recognition.RunAsync(blocks, activity: null, cancellationToken).ConfigureAwait(false), default);
        var diarization = new DiarizationRun(speakers, parameters, vad);
        return await diarization.RunConcurrentlyAsync(blocks, recognition.RunAsync, cancellationToken).ConfigureAwait(false);
    }

    private VadUse VadUseFor(InferenceParameters parameters, ISpeechModel model)
        => parameters.Chunking is Chunking.Silence && model.CutsAtSilences ? VadUse.Cut : options.VadFilter ? VadUse.Gate : VadUse.None;

    private TranscribeOptions OptionsFor(InferenceParameters parameters, ModelCapabilities model) => new()
    {
        Task = parameters.Task,
        // An English-only checkpoint has no language tokens, not even for English.
        Language = model.IsMultilingual ? parameters.Language : null,
        Assisted = parameters.Assisted,
        // Speakers change between words, so diarization needs word times too.
        Words = parameters.Timestamps is TimestampGranularity.Word || (speakers is not null && options.LabelsSpeakers),
        BatchSize = parameters.BatchSize,
        ChunkLengthSeconds = parameters.ChunkLengthSeconds,
    };

    /// <summary>An empty transcript is no evidence about the networks: silence never reaches them.</summary>
    private void ReportHealth(IReadOnlyList<Segment> segments, DiarizationOutcome outcome)
    {
        if (outcome.Warning is not null) health.ReportFailure();
        else if (segments.Count > 0) health.ReportSuccess();
    }

    private void SetTags(Activity? activity, RecognitionRun recognition, IReadOnlyList<Segment> segments)
    {
        activity?.SetTag("audio.seconds", recognition.AudioSeconds)
            .SetTag("chunks", segments.Count)
            .SetTag("tokens_per_pass", recognition.Statistics.Speculation.TokensPerPass);
        if (options.TracesText) activity?.SetTag("text", string.Concat(segments.Select(segment => segment.Text)));
    }
}
