using System.Diagnostics;
using Speech.Audio;
using Speech.Audio.Errors;
using Speech.Diarization.Annotations;
using Speech.Transcription.Formats;
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
/// <param name="decodeChannels">Decodes audio into the samples of each channel.</param>
/// <param name="telemetry">Records metrics.</param>
/// <param name="time">The clock of the metrics.</param>
/// <param name="speakers">The diarization model, or one that only detects speech; null where none is configured.</param>
public sealed class TranscriptionHandler(
    PipelineOptions options, ModelSource<ISpeechModel> models, ModelHealth health, AudioDecoding decode, ChannelDecoding decodeChannels,
    SpeechTelemetry telemetry, TimeProvider time, ModelSource<ISpeakerModel>? speakers = null)
{
    private readonly RequestOptions _requests = new(options, needsWords: speakers is not null && options.LabelsSpeakers);

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
    /// <exception cref="WorkLimitException">It is too much work for a client that waits.</exception>
    public Task<Transcript> TranscribeAsync(
        AudioInput audio, InferenceParameters parameters, IProgress<TranscriptionProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audio);
        ArgumentNullException.ThrowIfNull(parameters);
        return audio.Limit is { } limit
            ? limit.RunAsync(token => RunAsync(audio, parameters, progress, token), time, cancellationToken)
            : RunAsync(audio, parameters, progress, cancellationToken);
    }

    private async Task<Transcript> RunAsync(
        AudioInput audio, InferenceParameters parameters, IProgress<TranscriptionProgress>? progress, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        progress?.Report(new(TranscriptionStage.Loading));
        using var activity = SpeechTelemetry.Activities.StartActivity("transcribe");
        RequestValidator.Validate(parameters, options.HasAssistant, speakers is not null && options.LabelsSpeakers);
        if (parameters.KnownSpeakers.Count > options.MaxKnownSpeakers)
            throw new ParameterException([$"there are more than {options.MaxKnownSpeakers} known speakers"]);
        using var use = health.Use();
        // Both load at once.
        speakers?.Prepare();
        var model = await models.GetAsync(cancellationToken).ConfigureAwait(false);
        model.Validate(parameters);
        var loading = time.GetElapsedTime(started);
        try
        {
            var transcript = parameters.Channels is ChannelMode.Separate
                ? await TranscribeChannelsAsync(model, audio, parameters, progress, cancellationToken).ConfigureAwait(false)
                : await TranscribeAsync(model, Decode(audio, cancellationToken), parameters, progress, cancellationToken)
                    .ConfigureAwait(false);
            SetTags(activity, transcript);
            var language = LanguageOf(transcript.Segments) ?? parameters.Language ?? (model.Capabilities.IsMultilingual ? null : "en");
            return transcript with
            {
                Language = language,
                Warning = Warnings.Join(transcript.Warning, WarningOf(language, transcript)),
                Timings = transcript.Timings! with
                {
                    Loading = loading.TotalSeconds,
                    Total = time.GetElapsedTime(started).TotalSeconds,
                },
            };
        }
        catch (Exception exception) when (exception is not (AudioException or OperationCanceledException or ParameterException
            or WorkLimitException))
        {
            health.ReportFailure();
            throw;
        }
    }

    /// <summary>Transcribes each channel as the speech of one speaker.</summary>
    private async Task<Transcript> TranscribeChannelsAsync(
        ISpeechModel model, AudioInput audio, InferenceParameters parameters, IProgress<TranscriptionProgress>? progress,
        CancellationToken cancellationToken)
    {
        var channels = decodeChannels(audio.Content, audio.Raw, cancellationToken);
        if (audio.Limit is { } limit)
            channels = limit.ReadAsync(channels, block => block.Sum(channel => (long)channel.Length), cancellationToken);
        var oneSpeaker = parameters with { SpeakerCount = 1 };
        var times = progress is null ? null : new TimesOnly(progress);
        var transcripts = await ChannelSplitter.RunAsync(
            channels,
            (index, blocks, token) => TranscribeAsync(model, blocks, oneSpeaker, index == 0 ? times : null, token),
            cancellationToken).ConfigureAwait(false);
        var merged = ChannelMerger.Merge(transcripts);
        // Their order is known at the end only.
        foreach (var segment in merged.Segments)
            progress?.Report(new(TranscriptionStage.Transcribing, merged.Duration ?? 0, merged.Duration ?? 0) { Segment = segment });
        return merged with
        {
            Timings = new(
                0, transcripts.Max(transcript => transcript.Timings!.Transcribing), 0,
                transcripts.Sum(transcript => transcript.Timings!.Windows), transcripts.Sum(transcript => transcript.Timings!.Retries)),
        };
    }

    private async Task<Transcript> TranscribeAsync(
        ISpeechModel model, IAsyncEnumerable<ReadOnlyMemory<float>> audio, InferenceParameters parameters,
        IProgress<TranscriptionProgress>? progress, CancellationToken cancellationToken)
    {
        var recognition = new RecognitionRun(model, _requests.Create(parameters, model.Capabilities), telemetry, time, progress);
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

    private IAsyncEnumerable<ReadOnlyMemory<float>> Decode(AudioInput audio, CancellationToken cancellationToken)
    {
        var blocks = decode(audio.Content, audio.Raw, cancellationToken);
        return audio.Limit is { } limit ? limit.ReadAsync(blocks, block => block.Length, cancellationToken) : blocks;
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

    /// <summary>The language of most seconds; null where no segment has one.</summary>
    private static string? LanguageOf(IReadOnlyList<Segment> segments)
        => segments.Where(segment => segment.Language is not null)
            .GroupBy(segment => segment.Language, segment => segment.End - segment.Start)
            .MaxBy(seconds => seconds.Sum())?.Key;

    private string? WarningOf(string? language, Transcript transcript)
    {
        if (language is null || transcript.Segments.Count == 0 || options.StrongLanguages?.Contains(language) != false) return null;
        var name = Languages.Names.GetValueOrDefault(language, language);
        return $"The model is weak in {name}: a larger one, in ASR_MODEL, makes fewer errors";
    }

    private VadUse VadUseFor(InferenceParameters parameters, ISpeechModel model)
        => parameters.Chunking is Chunking.Silence && model.CutsAtSilences ? VadUse.Cut : options.VadFilter ? VadUse.Gate : VadUse.None;

    /// <summary>An empty transcript is no evidence about the networks: silence never reaches them.</summary>
    private void ReportHealth(IReadOnlyList<Segment> segments, DiarizationOutcome outcome)
    {
        if (outcome.Warning is not null) health.ReportFailure();
        else if (segments.Count > 0) health.ReportSuccess();
    }

    private void SetTags(Activity? activity, Transcript transcript)
    {
        activity?.SetTag("audio.seconds", transcript.Duration).SetTag("chunks", transcript.Segments.Count);
        if (options.TracesText) activity?.SetTag("text", transcript.Text);
    }

    /// <summary>Reports times, but no segments.</summary>
    private sealed class TimesOnly(IProgress<TranscriptionProgress> progress) : IProgress<TranscriptionProgress>
    {
        public void Report(TranscriptionProgress value) => progress.Report(value with { Segment = null });
    }
}
