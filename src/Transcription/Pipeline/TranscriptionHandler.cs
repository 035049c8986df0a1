using System.Diagnostics;
using Speech.Audio.Errors;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Speakers;
using Speech.Transcription.Telemetry;
using Speech.Transcription.Transcripts;
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
    private readonly AudioTranscriber _transcriber = new(options, health, decode, telemetry, time, speakers);

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
        RequestValidator.Validate(
            parameters, options.HasAssistant, speakers is not null && options.LabelsSpeakers, options.MaxKnownSpeakers);
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
                : await _transcriber.TranscribeAsync(model, Decode(audio, cancellationToken), parameters, progress, cancellationToken)
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
            (index, blocks, token) => _transcriber.TranscribeAsync(model, blocks, oneSpeaker, index == 0 ? times : null, token),
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

    private IAsyncEnumerable<ReadOnlyMemory<float>> Decode(AudioInput audio, CancellationToken cancellationToken)
    {
        var blocks = decode(audio.Content, audio.Raw, cancellationToken);
        return audio.Limit is { } limit ? limit.ReadAsync(blocks, block => block.Length, cancellationToken) : blocks;
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
