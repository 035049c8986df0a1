using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;
using Speech.Whisper;

namespace Speech.Functions.Tests.Telemetry;

/// <summary>What reaches a collector by the time the host has stopped.</summary>
public sealed class ExporterTests
{
    private static readonly byte[] s_wav = Wave.File(Wave.Noise(seed: 7));
    private static readonly string s_text = FakeModel.TextOf(Wave.Floats(Wave.Noise(seed: 7)));

    [Fact]
    public async Task A_request_is_told_in_traces_metrics_and_logs_without_what_was_said()
    {
        await using var collector = await Collector.StartAsync();
        await TranscribeAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        var (traces, metrics, logs) = (collector.Received("/v1/traces"), collector.Received("/v1/metrics"), collector.Received("/v1/logs"));
        Assert.All(["speech-endpoint", "transcribe", "load", "audio.seconds"], name => Assert.Contains(name, traces, StringComparison.Ordinal));
        Assert.All(
            [
                "speech.requests", "speech.requests.in_flight", "speech.request.duration", "speech.audio", "speech.rtf", "speech.tokens_per_second",
                "speech.speculation.acceptance", "speech.speculation.tokens_per_pass", "speech.model.load.duration", "http.server.request.duration",
            ],
            name => Assert.Contains(name, metrics, StringComparison.Ordinal));
        Assert.Contains("Loaded the model fake/model", logs, StringComparison.Ordinal);
        Assert.All([traces, metrics, logs], sent => Assert.DoesNotContain(s_text.Trim(), sent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_said_is_told_where_that_is_switched_on()
    {
        await using var collector = await Collector.StartAsync();
        await TranscribeAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("TELEMETRY_TEXT", "true"));

        Assert.Contains(s_text.Trim(), collector.Received("/v1/traces"), StringComparison.Ordinal);
        Assert.DoesNotContain(s_text.Trim(), collector.Received("/v1/logs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_Insights_is_told_the_same()
    {
        await using var collector = await Collector.StartAsync();
        await TranscribeAsync(("APPLICATIONINSIGHTS_CONNECTION_STRING", $"InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint={collector.Address}/"));

        var sent = collector.Received("/v2.1/track");
        Assert.All(["transcribe", "speech.rtf", "Loaded the model"], name => Assert.Contains(name, sent, StringComparison.Ordinal));
        Assert.DoesNotContain(s_text.Trim(), sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_that_nobody_asked_for()
    {
        await using var endpoint = await Endpoint.StartAsync();
        Assert.Null(endpoint.Services.GetService(typeof(OpenTelemetry.Trace.TracerProvider)));
        Assert.Null(endpoint.Services.GetService(typeof(OpenTelemetry.Metrics.MeterProvider)));
    }

    private static async Task TranscribeAsync(params (string Name, string Value)[] settings)
    {
        var model = new FakeModel { Decoding = [new DecodingStatistics(1, 0, 0, new SpeculationStatistics(10, 8, 3, 11, 0))] };
        // Disposing the host sends what is left.
        await using var endpoint = await Endpoint.StartAsync(model, settings: settings);
        Assert.Equal(200, (await endpoint.PostAsync(s_wav, "audio/wav")).Status);
    }
}
