using System.Diagnostics;
using System.Runtime.CompilerServices;
using Speech.Audio;
using Speech.Audio.Errors;
using Speech.Diarization.Annotations;
using Speech.Transcription.Answers;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Settings;
using Speech.Transcription.Speakers;
using Speech.Transcription.Telemetry;
using Speech.Whisper;

namespace Speech.Transcription.Pipeline;

/// <summary>The one way from audio to an answer, whoever asks: a web request, a blob.</summary>
/// <param name="settings">Which models there are.</param>
/// <param name="models">The model that transcribes.</param>
/// <param name="health">Told how the models do.</param>
/// <param name="decode">Turns encoded audio into samples.</param>
/// <param name="telemetry">Told what was done.</param>
/// <param name="speakers">The model that tells speakers apart; null where there is none.</param>
/// <param name="time">The clock of what is measured; null for the system's.</param>
/// <param name="tracing">Whether spans carry what was said; null for not.</param>
public sealed class TranscriptionHandler(
    ModelSettings settings, ModelSource<ISpeechModel> models, ModelHealth health, AudioDecoding decode, SpeechTelemetry telemetry, ModelSource<ISpeakerModel>? speakers = null,
    TimeProvider? time = null, TracingOptions? tracing = null)
{
    // An RTTM line names its recording; a request's has no name.
    private const string RttmName = "audio";

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Transcribes one piece of audio.</summary>
    /// <param name="audio">The encoded audio; read to its end, left open.</param>
    /// <param name="parameters">What is asked for.</param>
    /// <param name="cancellationToken">Honoured between decoding steps.</param>
    /// <exception cref="UnsupportedRequestException">The models cannot do what is asked for.</exception>
    /// <exception cref="ModelUnavailableException">There is no model to run.</exception>
    /// <exception cref="AudioException">The audio cannot be decoded.</exception>
    public Task<TranscriptionResult> TranscribeAsync(AudioInput audio, InferenceParameters parameters, CancellationToken cancellationToken)
        => TranscribeAsync(audio, parameters, progress: null, cancellationToken);

    /// <inheritdoc cref="TranscribeAsync(AudioInput, InferenceParameters, CancellationToken)"/>
    /// <param name="audio">The encoded audio; read to its end, left open.</param>
    /// <param name="parameters">What is asked for.</param>
    /// <param name="progress">Told at every step, on the thread of the work: it must not wait. The last report has everything done.</param>
    /// <param name="cancellationToken">Honoured between decoding steps.</param>
    public async Task<TranscriptionResult> TranscribeAsync(
        AudioInput audio, InferenceParameters parameters, IProgress<TranscriptionProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audio);
        ArgumentNullException.ThrowIfNull(parameters);
        progress?.Report(new(TranscriptionStage.Loading));
        using var activity = SpeechTelemetry.Activities.StartActivity("transcribe");
        Support.Verify(parameters, settings.AssistantModel is not null);
        var model = await models.GetAsync(cancellationToken).ConfigureAwait(false);
        model.Verify(parameters);
        try
        {
            var (chunks, found) = await RunAsync(model, audio, parameters, activity, progress, cancellationToken).ConfigureAwait(false);
            // Silence proves nothing: it never reaches the networks. Nor does an answer that a model is missing from.
            if (chunks.Count > 0 && found.Fault is null) health.ReportSuccess();
            else if (found.Fault is not null) health.ReportDoubt();
            return AnswerOf(parameters, chunks, found);
        }
        catch (Exception reason) when (reason is not (AudioException or OperationCanceledException))
        {
            health.ReportDoubt();
            throw;
        }
    }

    private static TranscriptionResult AnswerOf(InferenceParameters parameters, List<TimedText> chunks, SpeakerOutcome found)
    {
        var isWord = parameters.Timestamps is TimestampDetail.Word;
        if (found.Diarization is not { } diarization)
            return new([], isWord ? chunks : Plain(chunks)) { Warning = found.Fault };
        return new(SpeakerJoin.Join(chunks, diarization), isWord ? SpeakerJoin.Label(chunks, diarization) : Plain(chunks))
        {
            Turns = parameters.Turns is TurnForm.List ? [.. diarization.Turns.Select(turn => new SpeakerStretch(turn.Speaker, new(turn.Start, turn.End)))] : null,
            Rttm = parameters.Turns is TurnForm.Rttm ? Rttm.Write(diarization.Turns, RttmName) : null,
            Embeddings = parameters.Embeddings ? diarization.Speakers.ToDictionary(speaker => speaker.Name, speaker => speaker.Embedding) : null,
        };
    }

    /// <summary>Words serve the speakers even where nobody asked to see them.</summary>
    private static List<TimedText> Plain(List<TimedText> chunks) => chunks.ConvertAll(chunk => chunk with { Words = null });

    private Task<(List<TimedText> Chunks, SpeakerOutcome Speakers)> RunAsync(
        ISpeechModel model, AudioInput audio, InferenceParameters parameters, Activity? activity, IProgress<TranscriptionProgress>? progress, CancellationToken cancellationToken)
    {
        var blocks = decode(audio.Content, audio.Raw, cancellationToken);
        return speakers is null ? AloneAsync() : new SpeakerRun(speakers, parameters, settings.VoiceFilter).BesideAsync(blocks, HearAsync, cancellationToken);

        async Task<(List<TimedText>, SpeakerOutcome)> AloneAsync() => (await HearAsync(blocks, cancellationToken).ConfigureAwait(false), default);

        Task<List<TimedText>> HearAsync(IAsyncEnumerable<ReadOnlyMemory<float>> heard, CancellationToken token)
            => TranscribeAsync(model, heard, parameters, activity, progress, token);
    }

    private async Task<List<TimedText>> TranscribeAsync(
        ISpeechModel model, IAsyncEnumerable<ReadOnlyMemory<float>> audio, InferenceParameters parameters, Activity? activity,
        IProgress<TranscriptionProgress>? progress, CancellationToken cancellationToken)
    {
        long samples = 0;
        var started = _time.GetTimestamp();
        var done = 0.0;
        var blocks = CountedAsync(audio, Count, cancellationToken);
        var statistics = default(DecodingStatistics);
        var options = OptionsOf(parameters, model.Capabilities) with { Decoded = window => statistics += window };
        var chunks = new List<TimedText>();
        await foreach (var chunk in model.TranscribeAsync(blocks, options, cancellationToken).ConfigureAwait(false))
        {
            chunks.Add(new(chunk.Text, new(chunk.Start, chunk.End)) { Words = chunk.Words?.Select(word => new TimedText(word.Text, new(word.Start, word.End))).ToList() });
            done = chunk.End;
            Report();
        }
        var seconds = done = (double)samples / AudioDecoder.SampleRate;
        Report();
        telemetry.Transcribed(seconds, _time.GetElapsedTime(started), statistics);
        activity?.SetTag("audio.seconds", seconds).SetTag("chunks", chunks.Count).SetTag("tokens_per_pass", statistics.Speculation.TokensPerPass);
        if (tracing is { IncludesText: true }) activity?.SetTag("text", string.Concat(chunks.Select(chunk => chunk.Text)));
        return chunks;

        void Count(int count)
        {
            samples += count;
            Report();
        }

        void Report() => progress?.Report(new(TranscriptionStage.Transcribing, done, (double)samples / AudioDecoder.SampleRate));
    }

    private TranscribeOptions OptionsOf(InferenceParameters parameters, ModelCapabilities model) => new()
    {
        Task = parameters.Task,
        // An English-only checkpoint takes no language, not even the one it knows.
        Language = model.IsMultilingual ? parameters.Language : null,
        Assisted = parameters.Assisted,
        // Speakers change between words.
        Words = parameters.Timestamps is TimestampDetail.Word || speakers is not null,
        BatchSize = parameters.BatchSize,
        ChunkLengthSeconds = parameters.ChunkLengthSeconds,
    };

    private static async IAsyncEnumerable<ReadOnlyMemory<float>> CountedAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> blocks, Action<int> count, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var block in blocks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            count(block.Length);
            yield return block;
        }
    }
}
