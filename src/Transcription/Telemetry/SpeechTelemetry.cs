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
        _tokensPerPass = meter.CreateHistogram<double>("speech.speculation.tokens_per_pass", "{token}", "Tokens that a pass of the main model brings to a row, by request; 1 without speculation.");
        Count("speech.windows", "{window}", "Windows that reached the networks.", of => of.Windows);
        Count("speech.guards.retries", "{window}", "Windows decoded again because their text was doubtful.", of => of.Retries);
        Count("speech.guards.silenced", "{window}", "Windows whose text was dropped because nobody speaks.", of => of.Silenced);
        Count("speech.speculation.passes", "{pass}", "Passes of rows through the main model.", of => of.Speculation.Passes);
        Count("speech.speculation.tokens", "{token}", "Tokens that came out of those passes.", of => of.Speculation.Tokens);
        Count("speech.speculation.proposed", "{token}", "Tokens that the assistant proposed.", of => of.Speculation.Proposed);
        Count("speech.speculation.accepted", "{token}", "Proposed tokens that the main model agreed with.", of => of.Speculation.Accepted);
        Count("speech.speculation.fell_back", "{pass}", "Passes of assisted rows without a draft, because drafting did not pay.", of => of.Speculation.FellBack);

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
    /// <param name="statistics">What the decoding took.</param>
    public void Transcribed(double seconds, DecodingStatistics statistics)
    {
        _audio.Add(seconds);
        foreach (var (counter, of) in _decoding)
            if (of(statistics) is var count and > 0) counter.Add(count);
        if (statistics.Speculation.Passes > 0) _tokensPerPass.Record(statistics.Speculation.TokensPerPass);
    }
}
