using System.Diagnostics;
using System.Diagnostics.Metrics;
using Speech.Transcription.Permits;
using Speech.Whisper;

namespace Speech.Transcription.Telemetry;

/// <summary>What the endpoint measures, under the name <see cref="Name"/>.</summary>
public sealed class SpeechTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Speech.Endpoint";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<double> _audio;
    private readonly List<(Counter<long> Counter, Func<DecodingStatistics, long> Of)> _decoding = [];
    private readonly Histogram<double> _tokensPerPass;
    private readonly Histogram<double> _acceptance;
    private readonly Histogram<double> _realTimeFactor;
    private readonly Histogram<double> _tokensPerSecond;
    private readonly Histogram<double> _load;
    private readonly Counter<long> _blobs;
    private long _waiting;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">Owns the meter.</param>
    /// <param name="gate">Knows the requests in flight.</param>
    public SpeechTelemetry(IMeterFactory meters, PermitGate gate)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(gate);
        var meter = meters.Create(Name);
        _requests = meter.CreateCounter<long>("speech.requests", "{request}", "Requests answered, by status.");
        meter.CreateObservableUpDownCounter("speech.requests.in_flight", () => gate.InFlight, "{request}", "Requests that hold a permit.");
        _duration = meter.CreateHistogram<double>("speech.request.duration", "s", "Time from a request's arrival to its answer, by status.");
        _audio = meter.CreateCounter<double>("speech.audio", "s", "Audio transcribed, in its own seconds.");
        _tokensPerPass = meter.CreateHistogram<double>("speech.speculation.tokens_per_pass", "{token}", "Tokens that a pass with a draft brings to a row, by request; 1 without speculation.");
        _acceptance = meter.CreateHistogram<double>("speech.speculation.acceptance", "1", "Share of proposed tokens that the main model agreed with, by request.");
        _realTimeFactor = meter.CreateHistogram<double>("speech.rtf", "1", "Seconds of work to a second of audio, by request.");
        _tokensPerSecond = meter.CreateHistogram<double>("speech.tokens_per_second", "{token}/s", "Tokens to a second of work, by request.");
        _load = meter.CreateHistogram<double>("speech.model.load.duration", "s", "Time that loading a model took, by model and outcome.");
        _blobs = meter.CreateCounter<long>("speech.blobs", "{blob}", "Blobs that were looked at, by outcome.");
        meter.CreateObservableGauge("speech.blobs.waiting", () => Volatile.Read(ref _waiting), "{blob}", "Blobs that nobody had dealt with when the inbox was last looked into: the queue.");
        Count("speech.windows", "{window}", "Windows that reached the networks.", of => of.Windows);
        Count("speech.guards.retries", "{window}", "Windows decoded again because their text was doubtful.", of => of.Retries);
        Count("speech.guards.silenced", "{window}", "Windows whose text was dropped because nobody speaks.", of => of.Silenced);
        Count("speech.speculation.passes", "{pass}", "Passes of rows through the main model.", of => of.Speculation.Passes);
        Count("speech.speculation.tokens", "{token}", "Tokens that came out of those passes.", of => of.Speculation.Tokens);
        Count("speech.speculation.proposed", "{token}", "Tokens that the assistant proposed.", of => of.Speculation.Proposed);
        Count("speech.speculation.accepted", "{token}", "Proposed tokens that the main model agreed with.", of => of.Speculation.Accepted);
        Count("speech.speculation.fell_back", "{pass}", "Passes of assisted rows without a draft, because drafting did not pay.", of => of.Speculation.DraftsSkipped);

        void Count(string name, string unit, string description, Func<DecodingStatistics, long> of) => _decoding.Add((meter.CreateCounter<long>(name, unit, description), of));
    }

    /// <summary>Spans of loading and transcribing.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>A request has been answered.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="duration">From arrival to answer.</param>
    public void Answered(int status, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("status", status);
        _requests.Add(1, tag);
        _duration.Record(duration.TotalSeconds, tag);
    }

    /// <summary>Audio has been transcribed.</summary>
    /// <param name="seconds">Its length.</param>
    /// <param name="duration">What it took, the decoding of the audio included.</param>
    /// <param name="statistics">What the decoding of the windows took.</param>
    public void Transcribed(double seconds, TimeSpan duration, DecodingStatistics statistics)
    {
        var speculation = statistics.Speculation;
        _audio.Add(seconds);
        foreach (var (counter, of) in _decoding)
            if (of(statistics) is var count and > 0) counter.Add(count);
        if (speculation.Passes > 0) _tokensPerPass.Record(speculation.TokensPerPass);
        if (speculation.Proposed > 0) _acceptance.Record(speculation.AcceptanceRate);
        if (seconds > 0) _realTimeFactor.Record(duration.TotalSeconds / seconds);
        if (speculation.Tokens > 0 && duration > TimeSpan.Zero) _tokensPerSecond.Record(speculation.Tokens / duration.TotalSeconds);
    }

    /// <summary>A model has been loaded, or has failed to.</summary>
    /// <param name="model">What the settings call it.</param>
    /// <param name="duration">What it took.</param>
    /// <param name="isLoaded">Whether it went well.</param>
    public void Loaded(string model, TimeSpan duration, bool isLoaded)
        => _load.Record(duration.TotalSeconds, new("model", model), new("outcome", isLoaded ? "loaded" : "failed"));

    /// <summary>A blob has been looked at.</summary>
    /// <param name="outcome">What came of it.</param>
    public void LookedAt(string outcome) => _blobs.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>The inbox has been looked into.</summary>
    /// <param name="count">Blobs that nobody has dealt with.</param>
    public void Waiting(int count) => Volatile.Write(ref _waiting, count);
}
