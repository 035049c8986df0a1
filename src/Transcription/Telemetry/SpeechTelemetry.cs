using System.Diagnostics;
using System.Diagnostics.Metrics;
using Speech.Transcription.Permits;
using Speech.Whisper;

namespace Speech.Transcription.Telemetry;

/// <summary>The metrics and traces of the endpoint, under the name <see cref="Name"/>.</summary>
public sealed class SpeechTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Speech.Endpoint";

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<double> _audio;
    private readonly List<(Counter<long> Counter, Func<DecodingStatistics, long> Select)> _decoding = [];
    private readonly Histogram<double> _tokensPerPass;
    private readonly Histogram<double> _acceptance;
    private readonly Histogram<double> _realTimeFactor;
    private readonly Histogram<double> _tokensPerSecond;
    private readonly Histogram<double> _load;
    private readonly Counter<long> _blobs;
    private long _pendingBlobs;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Creates and owns the meter.</param>
    /// <param name="gate">Provides the numbers of requests in flight and waiting.</param>
    public SpeechTelemetry(IMeterFactory meters, PermitGate gate)
    {
        ArgumentNullException.ThrowIfNull(meters);
        ArgumentNullException.ThrowIfNull(gate);
        var meter = meters.Create(Name);
        _requests = meter.CreateCounter<long>("speech.requests", "{request}", "Answered requests, by status.");
        meter.CreateObservableUpDownCounter("speech.requests.in_flight", () => gate.InFlight, "{request}", "Requests that hold a permit.");
        meter.CreateObservableUpDownCounter(
            "speech.requests.waiting", () => gate.Waiting, "{request}", "Requests that are uploaded or wait for a permit.");
        _duration = meter.CreateHistogram<double>(
            "speech.request.duration", "s", "Time from the arrival of a request to its answer, by status.");
        _audio = meter.CreateCounter<double>("speech.audio", "s", "Duration of the transcribed audio.");
        _tokensPerPass = meter.CreateHistogram<double>(
            "speech.speculation.tokens_per_pass", "{token}", "Tokens per forward pass and sequence, by request; 1 without speculation.");
        _acceptance = meter.CreateHistogram<double>(
            "speech.speculation.acceptance", "1", "Fraction of the draft tokens that the main model accepted, by request.");
        _realTimeFactor = meter.CreateHistogram<double>(
            "speech.rtf", "1", "Real-time factor: processing time per second of audio, by request.");
        _tokensPerSecond = meter.CreateHistogram<double>(
            "speech.tokens_per_second", "{token}/s", "Tokens per second of processing time, by request.");
        _load = meter.CreateHistogram<double>("speech.model.load.duration", "s", "Duration of model loads, by model and outcome.");
        _blobs = meter.CreateCounter<long>("speech.blobs", "{blob}", "Processed blobs, by outcome.");
        meter.CreateObservableGauge(
            "speech.blobs.waiting", () => Volatile.Read(ref _pendingBlobs), "{blob}",
            "Pending blobs at the last scan of the inbox: the queue length.");
        Count("speech.windows", "{window}", "Windows that the networks processed.", window => window.Windows);
        Count("speech.fallback.retries", "{window}", "Windows decoded again at a higher temperature.", window => window.Retries);
        Count("speech.windows.silenced", "{window}", "Windows without speech whose text was discarded.", window => window.Silenced);
        Count("speech.recoveries", "{window}", "Parts of windows decoded again because speech in them had no text.",
            window => window.Recoveries);
        Count("speech.speculation.passes", "{pass}", "Forward passes of the main model, counted per sequence.",
            window => window.Speculation.Passes);
        Count("speech.speculation.tokens", "{token}", "Tokens that those passes produced.", window => window.Speculation.Tokens);
        Count("speech.speculation.proposed", "{token}", "Draft tokens that the assistant proposed.", window => window.Speculation.Proposed);
        Count("speech.speculation.accepted", "{token}", "Draft tokens that the main model accepted.",
            window => window.Speculation.Accepted);
        Count("speech.speculation.fell_back", "{pass}", "Passes of assisted sequences without a draft, because drafting was slower.",
            window => window.Speculation.DraftsSkipped);

        void Count(string name, string unit, string description, Func<DecodingStatistics, long> select)
            => _decoding.Add((meter.CreateCounter<long>(name, unit, description), select));
    }

    /// <summary>The source of the spans for loading and transcribing.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Records an answered request.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="duration">Time from its arrival to its answer.</param>
    public void RecordRequest(int status, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("status", status);
        _requests.Add(1, tag);
        _duration.Record(duration.TotalSeconds, tag);
    }

    /// <summary>Records a transcription.</summary>
    /// <param name="audioSeconds">Duration of the audio.</param>
    /// <param name="duration">Processing time, including the decoding of the audio.</param>
    /// <param name="statistics">Statistics of the decoded windows.</param>
    public void RecordTranscription(double audioSeconds, TimeSpan duration, DecodingStatistics statistics)
    {
        var speculation = statistics.Speculation;
        _audio.Add(audioSeconds);
        foreach (var (counter, select) in _decoding)
            if (select(statistics) is var count and > 0) counter.Add(count);
        if (speculation.Passes > 0) _tokensPerPass.Record(speculation.TokensPerPass);
        if (speculation.Proposed > 0) _acceptance.Record(speculation.AcceptanceRate);
        if (audioSeconds > 0) _realTimeFactor.Record(duration.TotalSeconds / audioSeconds);
        if (speculation.Tokens > 0 && duration > TimeSpan.Zero) _tokensPerSecond.Record(speculation.Tokens / duration.TotalSeconds);
    }

    /// <summary>Records a model load.</summary>
    /// <param name="model">The model's name in the settings.</param>
    /// <param name="duration">Duration of the load.</param>
    /// <param name="succeeded">Whether it succeeded.</param>
    public void RecordModelLoad(string model, TimeSpan duration, bool succeeded)
        => _load.Record(duration.TotalSeconds, new("model", model), new("outcome", succeeded ? "loaded" : "failed"));

    /// <summary>Records a processed blob.</summary>
    /// <param name="outcome">The outcome.</param>
    public void RecordBlob(string outcome) => _blobs.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Records the queue length of the inbox.</summary>
    /// <param name="count">The number of pending blobs.</param>
    public void RecordPendingBlobs(int count) => Volatile.Write(ref _pendingBlobs, count);
}
