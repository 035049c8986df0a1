using System.Threading.Channels;
using Speech.Audio;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Live;

/// <summary>
/// Transcribes audio while it arrives: interim text during speech, and the final text after a pause. The methods are called one
/// after the other; they wait where the transcription or the reader of the events lags behind, so that memory is bounded.
/// </summary>
public sealed class LiveTranscription : IAsyncDisposable
{
    /// <summary>A longer turn is cut at its quietest moment: seconds. Shorter than a window of the model.</summary>
    internal const double MaxTurnSeconds = 25;

    /// <summary>The end of a turn that is searched for the quietest moment: seconds.</summary>
    private const double CutSeconds = 5;

    /// <summary>The loudness is measured over 20 ms.</summary>
    private const int QuietFrame = AudioDecoder.SampleRate / 50;

    /// <summary>Less audio has hardly a word: seconds.</summary>
    private const double MinInterimSeconds = 0.8;

    private const double HopSeconds = (double)SpeechMeter.HopSamples / AudioDecoder.SampleRate;

    private const int MaxWaitingTurns = 2, MaxWaitingEvents = 64;

    private readonly SampleBuffer _audio = new();
    private readonly TurnDetector _detector = new();
    private readonly List<float> _hop = new(SpeechMeter.HopSamples);
    private readonly SpeechMeter _meter;
    private readonly TurnTranscriber _transcriber;
    private readonly InterimTranscription _interim;
    private readonly Channel<LiveEvent> _events = Channel.CreateBounded<LiveEvent>(MaxWaitingEvents);
    private readonly Channel<CompleteTurn> _turns = Channel.CreateBounded<CompleteTurn>(MaxWaitingTurns);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _finals;
    private int _nextTurn;
    private int? _lastCommitted;
    private LiveTurn? _turn;
    private double _lastEnd;

    internal LiveTranscription(SpeechMeter meter, TurnTranscriber transcriber, LiveSettings settings, TimeProvider time)
    {
        (_meter, _transcriber, Settings) = (meter, transcriber, settings);
        _interim = new InterimTranscription(transcriber, _events.Writer, time);
        _finals = Task.Run(TranscribeTurnsAsync);
    }

    /// <summary>The settings; a change applies to turns that begin later.</summary>
    public LiveSettings Settings { get; set; }

    /// <summary>The events, in order.</summary>
    public ChannelReader<LiveEvent> Events => _events.Reader;

    /// <summary>The last decoding of interim text.</summary>
    internal Task Interim => _interim.Running;

    /// <summary>Adds audio.</summary>
    /// <param name="samples">Mono samples at 16 kHz.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <exception cref="TranscriptionException">There is more audio than <see cref="LiveSettings.MaxBufferSeconds"/> in a turn that the
    /// client has to end; the audio is not added.</exception>
    public async Task AppendAsync(ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        var seconds = AudioDecoder.SecondsOf(samples.Length);
        if (!Settings.DetectsTurns && _audio.Seconds + seconds - _lastEnd > Settings.MaxBufferSeconds)
            throw new LiveBufferFullException(Settings.MaxBufferSeconds);
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, SpeechMeter.HopSamples - _hop.Count);
            _hop.AddRange(samples.Span[..count]);
            _audio.Append(samples.Span[..count]);
            samples = samples[count..];
            if (_hop.Count < SpeechMeter.HopSamples) return;
            await ScoreHopAsync(cancellationToken).ConfigureAwait(false);
            await AdvanceAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the current turn: the audio since the last one, or with detected turns since speech began.</summary>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    /// <returns>False where there is no audio, or no speech of which a turn was detected.</returns>
    public async Task<bool> CommitAsync(CancellationToken cancellationToken)
    {
        if (Settings.DetectsTurns && _turn is null) return false;
        if (!Settings.DetectsTurns && _audio.Seconds <= _lastEnd) return false;
        if (_hop.Count > 0) await ScoreHopAsync(cancellationToken).ConfigureAwait(false);
        _turn ??= new(_nextTurn++, _lastEnd, Settings);
        await EndTurnAsync(_audio.Seconds, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Drops the audio of the current turn.</summary>
    public async Task ClearAsync()
    {
        await _interim.StopAsync().ConfigureAwait(false);
        _detector.Clear();
        _hop.Clear();
        _turn = null;
        Forget(_audio.Seconds);
    }

    /// <summary>Adds a <see cref="LiveMarker"/> after the events of everything that has been called so far.</summary>
    /// <param name="tag">Its tag.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public async Task MarkAsync(object tag, CancellationToken cancellationToken)
        => await SendAsync(new LiveMarker(tag), cancellationToken).ConfigureAwait(false);

    /// <summary>Ends the session: everything that goes on is cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_turns.Writer.TryComplete()) return;
        await _ending.CancelAsync().ConfigureAwait(false);
        await _interim.DisposeAsync().ConfigureAwait(false);
        await _finals.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _events.Writer.TryComplete();
        _ending.Dispose();
    }

    /// <summary>Finds speech in the audio since the last hop; silence takes the place of what is missing of this one.</summary>
    private async Task ScoreHopAsync(CancellationToken cancellationToken)
    {
        var (hop, end) = (new float[SpeechMeter.HopSamples], _audio.Seconds);
        _hop.CopyTo(hop);
        var start = end - AudioDecoder.SecondsOf(_hop.Count);
        _hop.Clear();
        var scores = await _meter.ScoreAsync(hop, cancellationToken).ConfigureAwait(false);
        var frame = HopSeconds / scores.Length;
        for (var index = 0; index < scores.Length && start + index * frame < end; index++)
            _detector.Add(scores[index], start + index * frame, Math.Min(start + (index + 1) * frame, end), Settings.Threshold);
    }

    private async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        if (!Settings.DetectsTurns) return;
        if (_turn is null && _detector.TurnStart is { } speech) await StartTurnAsync(speech, cancellationToken).ConfigureAwait(false);
        if (_turn is null) Forget(_audio.Seconds - Settings.PrefixSeconds - 2 * HopSeconds);
        else if (_audio.Seconds - _detector.LastSpeech >= _turn.Settings.SilenceSeconds)
            await StopSpeechAsync(_audio.Seconds, cancellationToken).ConfigureAwait(false);
        else if (_audio.Seconds - _turn.Start >= MaxTurnSeconds) await CutTurnAsync(cancellationToken).ConfigureAwait(false);
        else if (_audio.Seconds - _turn.Start >= MinInterimSeconds) _interim.TryStart(_turn, () => Take(_audio.Seconds));
    }

    private async Task StartTurnAsync(double speech, CancellationToken cancellationToken)
    {
        _turn = new(_nextTurn++, Math.Max(Math.Max(_lastEnd, _audio.Start), speech - Settings.PrefixSeconds), Settings);
        await SendAsync(new SpeechStarted(_turn.Number, _turn.Start), cancellationToken).ConfigureAwait(false);
    }

    private async Task StopSpeechAsync(double end, CancellationToken cancellationToken)
    {
        await SendAsync(new SpeechStopped(_turn!.Number, end), cancellationToken).ConfigureAwait(false);
        await EndTurnAsync(end, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cuts a turn that is as long as a window of the model; speech goes on in the next one.</summary>
    private async Task CutTurnAsync(CancellationToken cancellationToken)
    {
        var end = _audio.FindQuietest(_audio.Seconds - CutSeconds, _audio.Seconds, QuietFrame, QuietFrame);
        await StopSpeechAsync(end, cancellationToken).ConfigureAwait(false);
        if (_detector.TurnStart is { } speech) await StartTurnAsync(speech, cancellationToken).ConfigureAwait(false);
    }

    private async Task EndTurnAsync(double end, CancellationToken cancellationToken)
    {
        await _interim.StopAsync().ConfigureAwait(false);
        var turn = _turn!;
        var (samples, _) = Take(end);
        // The silence at its end may hold the onset of the next one.
        var earliest = Settings.DetectsTurns ? Math.Max(turn.Start, end - Settings.PrefixSeconds) : end;
        var silence = Math.Clamp(_detector.LastSpeech, earliest, end);
        var speech = Shift(_detector.EndTurn(end), turn.Start);
        _turn = null;
        Forget(silence);
        await SendAsync(new TurnCommitted(turn.Number, _lastCommitted), cancellationToken).ConfigureAwait(false);
        _lastCommitted = turn.Number;
        await _turns.Writer.WriteAsync(new(turn, samples, speech), cancellationToken).ConfigureAwait(false);
    }

    private (float[] Samples, IReadOnlyList<SpeechRegion> Speech) Take(double end)
        => (_audio.Between(_turn!.Start, end).ToArray(), Shift(_detector.Speech, _turn.Start));

    private static SpeechRegion[] Shift(IReadOnlyList<SpeechRegion> speech, double start)
        => [.. speech.Select(span => new SpeechRegion(Math.Max(0, span.Start - start), span.End - start))];

    private void Forget(double end)
    {
        _lastEnd = Math.Max(_lastEnd, end);
        _audio.DropBefore(_lastEnd);
    }

    private ValueTask SendAsync(LiveEvent item, CancellationToken cancellationToken) => _events.Writer.WriteAsync(item, cancellationToken);

    private async Task TranscribeTurnsAsync()
    {
        await foreach (var complete in _turns.Reader.ReadAllAsync(_ending.Token).ConfigureAwait(false))
            await SendAsync(await TranscribeAsync(complete).ConfigureAwait(false), _ending.Token).ConfigureAwait(false);
    }

    private async Task<LiveEvent> TranscribeAsync(CompleteTurn complete)
    {
        var (turn, samples, speech) = complete;
        try
        {
            var transcript = speech.Count == 0 ? new Transcript([]) { Duration = AudioDecoder.SecondsOf(samples.Length) }
                : await _transcriber.TranscribeFinalAsync(samples, speech, turn.Settings.Parameters, _ending.Token).ConfigureAwait(false);
            return new FinalText(turn.Number, transcript, turn.Stable.Take(transcript.Text.Trim()));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new TurnFailed(turn.Number, exception);
        }
    }

    private sealed record CompleteTurn(LiveTurn Turn, float[] Samples, IReadOnlyList<SpeechRegion> Speech);
}
