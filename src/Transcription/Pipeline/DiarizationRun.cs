using System.Diagnostics.CodeAnalysis;
using Speech.Audio;
using Speech.Audio.Errors;
using Speech.Diarization;
using Speech.Diarization.Annotations;
using Speech.Diarization.Clustering;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Transcripts;
using Speech.Transcription.Vad;
using Speech.Whisper;

namespace Speech.Transcription.Pipeline;

/// <summary>Transcribes given audio into segments, in windows of speech where <paramref name="activity"/> is not null.</summary>
internal delegate Task<IReadOnlyList<Segment>> SegmentTranscription(
    IAsyncEnumerable<ReadOnlyMemory<float>> audio, ISpeechActivity? activity, CancellationToken cancellationToken);

/// <summary>Diarizes the audio of one request concurrently with its transcription; the audio is decoded once.</summary>
/// <param name="source">The diarization model.</param>
/// <param name="parameters">The parameters of the request.</param>
/// <param name="vad">What becomes of regions without speech.</param>
/// <param name="embedder">Extracts the embeddings of known speakers.</param>
internal sealed class DiarizationRun(
    ModelSource<ISpeakerModel> source, InferenceParameters parameters, VadUse vad, KnownSpeakerEmbedder embedder)
{
    // Lets either side work while the other one waits for its model.
    private const double MaxLeadSeconds = 60;

    /// <summary>Runs the diarization and the transcription on the same audio.</summary>
    /// <param name="audio">Blocks of mono samples at 16 kHz.</param>
    /// <param name="transcribe">The transcription.</param>
    /// <param name="cancellationToken">Cancels both.</param>
    /// <remarks>A failure of one cancels the other, unless the answer may be partial: then a failed diarization leaves the text without
    /// speakers.</remarks>
    public async Task<(IReadOnlyList<Segment> Segments, DiarizationOutcome Outcome)> RunConcurrentlyAsync(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, SegmentTranscription transcribe, CancellationToken cancellationToken)
    {
        // First, so that a model that cannot be loaded fails the request before any work is done.
        var (model, failed) = await LoadAsync(cancellationToken).ConfigureAwait(false);
        if (model is null) return (await transcribe(audio, null, cancellationToken).ConfigureAwait(false), failed);

        // Speech is decided with a lag, and the transcription waits for the decision: the diarization must be able to run ahead by
        // that much.
        var tee = new AudioTee(MaxLeadSeconds + SpeechGate.LookaheadSeconds + model.DecisionLag);
        var timeline = vad is VadUse.None ? null : new SpeechActivityTimeline();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = tee.PumpAsync(audio, cancellation.Token);
        var diarization = DiarizeAsync(model, tee, timeline, cancellation);
        try
        {
            var gated = vad is VadUse.Gate ? SpeechGate.ApplyAsync(tee.First, timeline!, cancellation.Token) : tee.First;
            var activity = vad is VadUse.Cut ? timeline : null;
            var segments = await transcribe(gated, activity, cancellation.Token).ConfigureAwait(false);
            tee.CompleteFirst();
            var outcome = await diarization.ConfigureAwait(false);
            await pump.ConfigureAwait(false);
            return (segments, outcome);
        }
        catch
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
            await ((Task)pump).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)diarization).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // The transcription may only have been cancelled because the diarization failed: that failure is the cause.
            if (diarization.IsFaulted) await diarization.ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(ISpeakerModel? Model, DiarizationOutcome Failed)> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await source.GetAsync(cancellationToken).ConfigureAwait(false), default);
        }
        catch (ModelUnavailableException exception) when (parameters.Partial)
        {
            return (null, DiarizationOutcome.Failed(exception));
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A partial answer omits the speakers whatever the cause; the warning reports it.")]
    private async Task<DiarizationOutcome> DiarizeAsync(
        ISpeakerModel model, AudioTee tee, SpeechActivityTimeline? timeline, CancellationTokenSource cancellation)
    {
        try
        {
            // First, so that unusable references fail the request before much work is done.
            var known = await embedder.EmbedAsync(model, parameters.KnownSpeakers, cancellation.Token).ConfigureAwait(false);
            var bounds = SpeakerBounds.Of(parameters.SpeakerCount, parameters.MinSpeakers, parameters.MaxSpeakers);
            var diarization = await model.DiarizeAsync(tee.Second, bounds, timeline, cancellation.Token).ConfigureAwait(false);
            return new(diarization is null ? null : Label(diarization, known, model.KnownSpeakerSimilarity), null);
        }
        catch (Exception exception)
            when (parameters.Partial && exception is not (AudioException or OperationCanceledException or ParameterException))
        {
            return DiarizationOutcome.Failed(exception);
        }
        catch
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            tee.CompleteSecond();
            timeline?.Complete();
        }
    }

    private DiarizationResult Label(DiarizationResult diarization, IReadOnlyList<Speaker> known, double minSimilarity)
    {
        var named = SpeakerLabels.Identify(diarization, known, minSimilarity);
        return parameters.SpeakerOrder is SpeakerOrder.Appearance ? SpeakerLabels.OrderByAppearance(named) : named;
    }
}
