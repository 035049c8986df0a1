using Speech.Audio;
using Speech.Transcription.Parameters;
using Speech.Transcription.Permits;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Transcripts;
using Speech.Whisper;

namespace Speech.Transcription.Live;

/// <summary>Transcribes the turns of one session. Each decoding takes a permit, and a session none in between.</summary>
/// <param name="transcriber">Decodes.</param>
/// <param name="gate">Limits the number of requests in flight.</param>
internal sealed class TurnTranscriber(SpeechTranscriber transcriber, PermitGate gate)
{
    /// <summary>How long the final text of a turn waits for a permit.</summary>
    public static readonly TimeSpan MaxPermitWait = TimeSpan.FromSeconds(30);

    private LanguageTally _languages = new();

    /// <summary>Decodes a turn that goes on, greedily.</summary>
    /// <returns>Null where the endpoint is at capacity.</returns>
    public async Task<Transcript?> TranscribeInterimAsync(
        ReadOnlyMemory<float> samples, IReadOnlyList<SpeechRegion> speech, InferenceParameters parameters,
        CancellationToken cancellationToken)
    {
        using var permit = TryEnter();
        if (permit is null) return null;
        var greedy = parameters with { Beams = 1, BestOf = 1, Patience = null };
        return await transcriber.TranscribeAsync(samples, speech, InLanguage(greedy, speech), isMeasured: false, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Decodes a complete turn.</summary>
    /// <exception cref="OverCapacityException">There was no permit for <see cref="MaxPermitWait"/>.</exception>
    public async Task<Transcript> TranscribeFinalAsync(
        ReadOnlyMemory<float> samples, IReadOnlyList<SpeechRegion> speech, InferenceParameters parameters,
        CancellationToken cancellationToken)
    {
        // In turn with the requests that wait: a permit that is returned goes to the first of them.
        using var permit = await gate.EnterAsync(MaxPermitWait, cancellationToken).ConfigureAwait(false);
        var request = InLanguage(parameters, speech);
        var transcript = await transcriber.TranscribeAsync(samples, speech, request, isMeasured: true, cancellationToken)
            .ConfigureAwait(false);
        // A language that was given says nothing of the speech.
        if (request.Language is null && transcript.Language is { } language && transcript.Segments.Count > 0)
            _languages = _languages.Add(language, SecondsOf(speech));
        return transcript;
    }

    private InferenceParameters InLanguage(InferenceParameters parameters, IReadOnlyList<SpeechRegion> speech)
        => parameters.Language is null && SecondsOf(speech) < LanguageTally.MinSeconds && _languages.Seconds >= LanguageTally.MinSeconds
            ? parameters with { Language = _languages.MostFrequent } : parameters;

    private IDisposable? TryEnter()
    {
        try
        {
            return gate.EnterBriefly();
        }
        catch (OverCapacityException)
        {
            return null;
        }
    }

    private static double SecondsOf(IReadOnlyList<SpeechRegion> speech) => speech.Sum(span => span.Length);
}
