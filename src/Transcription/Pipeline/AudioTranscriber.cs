using System.Diagnostics;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Speakers;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Transcripts;
using Speech.Transcription.Vad;
using Speech.Whisper;

namespace Speech.Transcription.Pipeline;

/// <summary>Turns one stream of samples into a transcript, with its speakers where there is a model for them.</summary>
/// <param name="options">The options of the pipeline.</param>
/// <param name="health">Receives successes, and failures of a diarization that the answer goes without.</param>
/// <param name="decode">Decodes the reference audio of known speakers.</param>
/// <param name="telemetry">Records metrics.</param>
/// <param name="time">The clock of the metrics.</param>
/// <param name="speakers">The diarization model, or one that only detects speech; null where none is configured.</param>
internal sealed class AudioTranscriber(
    PipelineOptions options, ModelHealth health, AudioDecoding decode, SpeechTelemetry telemetry, TimeProvider time,
    ModelSource<ISpeakerModel>? speakers)
{
    private readonly TranscribeOptionsFactory _options = new(options, needsWords: speakers is not null && options.LabelsSpeakers);

    /// <summary>Transcribes a stream.</summary>
    /// <param name="model">The ASR model.</param>
    /// <param name="audio">Blocks of mono samples at 16 kHz.</param>
    /// <param name="parameters">The parameters of the request.</param>
    /// <param name="progress">Receives the progress; null for none.</param>
    /// <param name="cancellationToken">Observed between decoding steps.</param>
    /// <returns>The transcript without the language of the whole, and without the times of loading and of the total.</returns>
    public async Task<Transcript> TranscribeAsync(
        ISpeechModel model, IAsyncEnumerable<ReadOnlyMemory<float>> audio, InferenceParameters parameters,
        IProgress<TranscriptionProgress>? progress, CancellationToken cancellationToken)
    {
        var recognition = new RecognitionRun(model, _options.Create(parameters, model.Capabilities), telemetry, time, progress);
        var (segments, outcome) = await RunAsync(
            recognition, ReportFirst(audio, progress), parameters, VadUseFor(parameters, model), cancellationToken).ConfigureAwait(false);
        Activity.Current?.SetTag("tokens_per_pass", recognition.Statistics.Speculation.TokensPerPass);
        ReportHealth(segments, outcome);
        var transcript = outcome.Diarization is { } diarization
            ? SpeakerAttribution.Attribute(segments, diarization)
            : new Transcript(segments) { Warning = outcome.Warning };
        var statistics = recognition.Statistics;
        return transcript with
        {
            Duration = recognition.AudioSeconds,
            Timings = new(0, recognition.Elapsed.TotalSeconds, 0, statistics.Windows, statistics.Retries),
        };
    }

    private async Task<(IReadOnlyList<Segment> Segments, DiarizationOutcome Outcome)> RunAsync(
        RecognitionRun recognition, IAsyncEnumerable<ReadOnlyMemory<float>> blocks, InferenceParameters parameters, VadUse vad,
        CancellationToken cancellationToken)
    {
        if (speakers is null) return (await recognition.RunAsync(blocks, activity: null, cancellationToken).ConfigureAwait(false), default);
        var diarization = new DiarizationRun(speakers, parameters, vad, new KnownSpeakerEmbedder(decode, options.MaxKnownSpeakerSeconds));
        return await diarization.RunConcurrentlyAsync(blocks, recognition.RunAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reports the first block: from then on, the audio is known to be decodable.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<float>> ReportFirst(
        IAsyncEnumerable<ReadOnlyMemory<float>> blocks, IProgress<TranscriptionProgress>? progress)
    {
        var isFirst = true;
        await foreach (var block in blocks.ConfigureAwait(false))
        {
            if (isFirst) progress?.Report(new(TranscriptionStage.Transcribing));
            isFirst = false;
            yield return block;
        }
    }

    private VadUse VadUseFor(InferenceParameters parameters, ISpeechModel model)
        => parameters.Chunking is Chunking.Silence && model.CutsAtSilences ? VadUse.Cut : options.VadFilter ? VadUse.Gate : VadUse.None;

    /// <summary>An empty transcript is no evidence about the networks: silence never reaches them.</summary>
    private void ReportHealth(IReadOnlyList<Segment> segments, DiarizationOutcome outcome)
    {
        if (outcome.Warning is not null) health.ReportFailure();
        else if (segments.Count > 0) health.ReportSuccess();
    }
}
