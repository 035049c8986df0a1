using System.Diagnostics.CodeAnalysis;
using Speech.Audio.Errors;
using Speech.Checkpoints.Errors;
using Speech.Diarization;
using Speech.Diarization.Checkpoints;
using Speech.Hub.Errors;
using Speech.Transcription.Models;
using Speech.Transcription.Parameters;
using Speech.Transcription.Voice;

namespace Speech.Transcription.Pipeline;

/// <summary>Who speaks in one piece of audio, or why that is not known.</summary>
/// <param name="Diarization">Who spoke when; null where nobody asked, or where it failed.</param>
/// <param name="Fault">Why it is missing from a partial answer, fit for a client; null where it is not.</param>
internal readonly record struct SpeakerOutcome(DiarizationResult? Diarization, string? Fault);

/// <summary>Finds the speakers of one request's audio beside its transcription: the audio is decoded once.</summary>
/// <param name="source">The model that tells speakers apart.</param>
/// <param name="parameters">What is asked for.</param>
/// <param name="filtersVoice">Whether the transcription hears silence where nobody speaks.</param>
internal sealed class SpeakerRun(ModelSource<ISpeakerModel> source, InferenceParameters parameters, bool filtersVoice)
{
    // One works while the other waits.
    private const double LeadSeconds = 60;

    /// <summary>Runs both over the same audio.</summary>
    /// <typeparam name="TText">What the transcription makes of it.</typeparam>
    /// <param name="audio">Blocks of samples.</param>
    /// <param name="transcribe">Hears the audio and makes the text.</param>
    /// <param name="cancellationToken">Ends both.</param>
    /// <remarks>When one fails, the other ends too, unless the answer may be partial: then the text comes without speakers.</remarks>
    public async Task<(TText Text, SpeakerOutcome Speakers)> BesideAsync<TText>(
        IAsyncEnumerable<ReadOnlyMemory<float>> audio, Func<IAsyncEnumerable<ReadOnlyMemory<float>>, CancellationToken, Task<TText>> transcribe,
        CancellationToken cancellationToken)
    {
        // A model that is not there fails before any work is done.
        var (model, missing) = await GetAsync(cancellationToken).ConfigureAwait(false);
        if (model is null) return (await transcribe(audio, cancellationToken).ConfigureAwait(false), new(null, missing));

        // Speech is decided behind what is heard, and the transcription waits for it: that much more must the diarization hear first.
        var fork = new AudioFork(LeadSeconds + VoiceFilter.Lookahead + model.DecisionLag);
        var speech = filtersVoice ? new SpeechMap() : null;
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pump = fork.PumpAsync(audio, all.Token);
        var listening = ListenAsync(model, fork, speech, all);
        try
        {
            var text = await transcribe(speech is null ? fork.First : VoiceFilter.ApplyAsync(fork.First, speech, all.Token), all.Token).ConfigureAwait(false);
            fork.LeaveFirst();
            var speakers = await listening.ConfigureAwait(false);
            await pump.ConfigureAwait(false);
            return (text, speakers);
        }
        catch
        {
            await all.CancelAsync().ConfigureAwait(false);
            await ((Task)pump).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task)listening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // Who was ended because the other failed does not tell why.
            if (listening.IsFaulted) await listening.ConfigureAwait(false);
            throw;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A partial answer leaves out the speakers whatever the reason; the reason is told.")]
    private async Task<SpeakerOutcome> ListenAsync(ISpeakerModel model, AudioFork fork, SpeechMap? speech, CancellationTokenSource all)
    {
        try
        {
            var bounds = SpeakerBounds.Of(parameters.SpeakerCount, parameters.MinSpeakers, parameters.MaxSpeakers);
            return new(await model.DiarizeAsync(fork.Second, bounds, speech, all.Token).ConfigureAwait(false), null);
        }
        catch (Exception reason) when (parameters.Partial && reason is not (AudioException or OperationCanceledException))
        {
            return new(null, Told(reason));
        }
        catch
        {
            await all.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            fork.LeaveSecond();
            speech?.Complete();
        }
    }

    private async Task<(ISpeakerModel? Model, string? Missing)> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await source.GetAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (ModelUnavailableException reason) when (parameters.Partial)
        {
            return (null, Told(reason));
        }
    }

    private static string Told(Exception reason) => reason is TranscriptionException or DiarizationModelException or CheckpointException or HubException
        ? "No speakers: " + reason.Message
        : $"No speakers: the diarization broke ({reason.GetType().Name})";
}
