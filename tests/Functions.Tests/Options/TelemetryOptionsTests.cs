using Speech.Functions.Options;

namespace Speech.Functions.Tests.Options;

public sealed class TelemetryOptionsTests
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
        var faults = Configured.Faults(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "smoke"),
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", "secret-key"));

        Assert.All(
            ["OTEL_EXPORTER_OTLP_ENDPOINT must be", "OTEL_EXPORTER_OTLP_PROTOCOL must be", "APPLICATIONINSIGHTS_CONNECTION_STRING must be"],
            sentence => Assert.Single(faults, fault => fault.StartsWith(sentence, StringComparison.Ordinal)));
        Assert.DoesNotContain("secret-key", string.Concat(faults), StringComparison.Ordinal);
    }

    private static TelemetryOptions Read(params (string Name, string Value)[] settings) => Configured.Get<TelemetryOptions>(settings);
}
