using System.Diagnostics;
using System.Diagnostics.Metrics;
using Speech.Transcription.Permits;

namespace Speech.Transcription.Telemetry;

/// <summary>What the endpoint measures, under the name <see cref="Name"/>.</summary>
public sealed class SpeechTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Speech.Endpoint";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<double> _audio;

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
    public void Transcribed(double seconds) => _audio.Add(seconds);
}
