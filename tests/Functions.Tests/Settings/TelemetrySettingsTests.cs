using Speech.Functions.Settings;
using Speech.Transcription.Settings;

namespace Speech.Functions.Tests.Settings;

public sealed class TelemetrySettingsTests
{
    private const string Insights = "InstrumentationKey=secret-key;IngestionEndpoint=https://somewhere.example.com/";

    [Fact]
    public void Exports_nothing_by_default()
    {
        var settings = Read();
        Assert.False(settings.IsConfigured);
        Assert.False(settings.IncludesText);
    }

    [Fact]
    public void Reads_both_exporters()
    {
        var settings = Read(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", Insights),
            ("APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "Authorization=AAD;ClientId=abc"));

        Assert.Equal((new Uri("http://collector:4318"), true), (settings.Otlp!, settings.OtlpOverHttp));
        Assert.Equal((Insights, true, "abc"), (settings.ApplicationInsights!.Reveal(), settings.UsesIdentity, settings.ClientId));
        Assert.DoesNotContain("secret-key", settings.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_all_faults_without_a_secret()
    {
        var exception = Assert.Throws<SettingsException>(() => Read(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "smoke"),
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", "secret-key")));

        Assert.All(
            ["OTEL_EXPORTER_OTLP_ENDPOINT must be", "OTEL_EXPORTER_OTLP_PROTOCOL must be", "APPLICATIONINSIGHTS_CONNECTION_STRING must be"],
            sentence => Assert.Contains(sentence, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret-key", exception.Message, StringComparison.Ordinal);
    }

    private static TelemetrySettings Read(params (string Name, string Value)[] settings)
    {
        var values = settings.Append(("ASR_MODEL", "owner/model")).ToDictionary(setting => setting.Item1, setting => setting.Item2);
        return EndpointSettings.Read(values.GetValueOrDefault, _ => false).Telemetry;
    }
}
