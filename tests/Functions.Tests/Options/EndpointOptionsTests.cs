using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Speech.Functions.Options;
using Speech.Hub.Settings;
using Speech.Transcription.Options;
using Speech.Transcription.Tests.Fakes;
using Speech.Whisper;

namespace Speech.Functions.Tests.Options;

public sealed class EndpointOptionsTests
{
    [Fact]
    public void Requires_only_the_model()
    {
        Assert.Empty(Configured.Faults());
        Assert.Equal("owner/model", Configured.Get<ModelOptions>().AsrModel);
        Assert.Equal(8, Configured.Get<RequestLimitOptions>().MaxConcurrentRequests);
        Assert.Equal(104_857_600, Configured.Get<RequestLimitOptions>().MaxBodyBytes);
        Assert.False(Configured.Get<ModelOptions>().Warmup);
        Assert.Null(Configured.Get<ApiTokenOptions>().Token);
    }

    [Fact]
    public void Reads_every_setting()
    {
        (string, string)[] settings =
        [
            ("ASR_MODEL", "distil-whisper/distil-large-v3@main"), ("WARMUP", "1"), ("LOAD_WAIT_SECONDS", "5"), ("THREADS", "3"),
            ("MAX_BATCH_SIZE", "4"), ("PRECISION", "INT8"),
            ("MAX_CONCURRENT_REQUESTS", "2"), ("MAX_BODY_MB", "7"), ("MAX_AUDIO_MINUTES", " 9 "), ("MAX_MP4_MB", "5"),
            ("API_TOKEN", " secret "),
        ];

        var (models, compute) = (Configured.Get<ModelOptions>(settings), Configured.Get<ComputeOptions>(settings));
        Assert.Equal("distil-whisper/distil-large-v3@main", models.AsrModel);
        Assert.True(models.Warmup);
        Assert.Equal(TimeSpan.FromSeconds(5), models.LoadWait);
        Assert.Equal((3, 4, Precision.Int8), (compute.Threads, compute.MaxBatchSize, compute.Precision));
        var limits = Configured.Get<RequestLimitOptions>(settings);
        Assert.Equal((2, 7 * 1024 * 1024, 9), (limits.MaxConcurrentRequests, limits.MaxBodyBytes, limits.MaxAudioMinutes));
        Assert.Equal((TimeSpan.FromMinutes(9), 5L << 20), (limits.Audio.MaxDuration, limits.Audio.MaxCopiedBytes));
        Assert.Equal("secret", Configured.Get<ApiTokenOptions>(settings).Token!.Reveal());
    }

    [Fact]
    public void Reports_all_faults_in_one_message()
    {
        var faults = Configured.Faults(
            ("ASR_MODEL", "./no/such/model"), ("ASSISTANT_MODEL", "./no/such/folder"), ("DIARIZATION_MODEL", "./no/such/pipeline"),
            ("WARMUP", "perhaps"), ("THREADS", "-1"), ("PRECISION", "fp8"), ("DEVICE", "tpu"), ("NO_SPEECH_THRESHOLD", "2"),
            ("TEMPERATURES", "0,hot"),
            ("MAX_BATCH_SIZE", "-1"), ("MAX_CONCURRENT_REQUESTS", "many"), ("MAX_BODY_MB", "99999"), ("MAX_AUDIO_MINUTES", "1.5"),
            ("HF_ENDPOINT", "ftp://somewhere"), ("HF_TOKEN", "hf with blanks"), ("JOBS_CONTAINER", "audio"),
            ("AzureWebJobsStorage__accountName", "Not-A-Name"), ("INBOX_SECONDS", "soon"), ("URL_INPUT_HOSTS", "localhost"));

        string[] names =
        [
            "ASR_MODEL", "ASSISTANT_MODEL", "DIARIZATION_MODEL", "WARMUP", "THREADS", "PRECISION", "DEVICE", "NO_SPEECH_THRESHOLD",
            "TEMPERATURES", "MAX_BATCH_SIZE", "MAX_CONCURRENT_REQUESTS", "MAX_BODY_MB", "MAX_AUDIO_MINUTES", "HF_ENDPOINT", "HF_TOKEN",
            "AUDIO_CONTAINER, TRANSCRIPTS_CONTAINER, JOBS_CONTAINER and PROCESSED_CONTAINER", "AzureWebJobsStorage__accountName",
            "INBOX_SECONDS",
            "URL_INPUT_HOSTS",
        ];
        Assert.Equal(names.Length, faults.Count);
        Assert.All(names, name => Assert.Single(faults, fault => fault.StartsWith(name, StringComparison.Ordinal)));
        var message = StartupValidation.Format(faults);
        Assert.All(faults, fault => Assert.Contains("\n  - " + fault, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MAX_BODY_MB", "99999", "MAX_BODY_MB must be a whole number from 1 to 2048, not \"99999\"")]
    [InlineData("MAX_BODY_MB", "1.5", "MAX_BODY_MB must be a whole number from 1 to 2048, not \"1.5\"")]
    [InlineData("LOGPROB_THRESHOLD", "1", "LOGPROB_THRESHOLD must be off or a number from -100 to 0, not \"1\"")]
    [InlineData("LOGPROB_THRESHOLD", "low", "LOGPROB_THRESHOLD must be off or a number from -100 to 0, not \"low\"")]
    [InlineData("NO_SPEECH_THRESHOLD", "NaN", "NO_SPEECH_THRESHOLD must be off or a number from 0 to 1, not \"NaN\"")]
    [InlineData("MAX_REPEATS", "1", "MAX_REPEATS must be off or a whole number from 2 to 100, not \"1\"")]
    [InlineData("PRECISION", "1", "PRECISION must be fp32 or mixed or int8, not \"1\"")]
    [InlineData("TEMPERATURES", "0,3", "TEMPERATURES must be comma-separated numbers from 0 to 2, not \"0,3\"")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "smoke", "OTEL_EXPORTER_OTLP_PROTOCOL must be grpc or http/protobuf, not \"smoke\"")]
    public void A_fault_names_the_setting_the_requirement_and_the_value(string name, string value, string expected)
        => Assert.Equal(expected, Assert.Single(Configured.Faults((name, value))));

    [Fact]
    public void Fallback_is_on_by_default_and_each_threshold_can_be_set_or_switched_off()
    {
        Assert.Equivalent(new FallbackOptions(), Configured.Get<TemperatureFallbackOptions>().ToEngineOptions(), strict: true);
        var fallback = Configured.Get<TemperatureFallbackOptions>(
            ("NO_SPEECH_THRESHOLD", "0.4"), ("LOGPROB_THRESHOLD", "off"), ("COMPRESSION_RATIO_THRESHOLD", "OFF"),
            ("TEMPERATURES", "0, 0.5"), ("MAX_REPEATS", "off")).ToEngineOptions();
        Assert.Equal(
            (0.4, null, null, null),
            (fallback.NoSpeechThreshold, fallback.LogProbabilityThreshold, fallback.CompressionRatioThreshold, fallback.MaxRepeats));
        Assert.Equal([0, 0.5], fallback.Temperatures);
    }

    [Theory]
    [InlineData("TEMPERATURE_FALLBACK")]
    [InlineData("GUARDS")]
    public void The_fallback_is_turned_off_by_its_name_and_by_its_alias(string name)
        => Assert.Same(FallbackOptions.Off, Configured.Get<TemperatureFallbackOptions>((name, "false")).ToEngineOptions());

    [Fact]
    public void The_device_is_auto_by_default()
    {
        Assert.Equal(DeviceSetting.Auto, Configured.Get<ComputeOptions>().Device);
        Assert.Equal(DeviceSetting.Cuda, Configured.Get<ComputeOptions>(("DEVICE", "cuda")).Device);
    }

    [Theory]
    [InlineData("./no/such/folder")]
    [InlineData("/no/such/folder")]
    [InlineData("a/b/c")]
    [InlineData("openai/whisper base")]
    public void Rejects_a_model_that_is_neither_a_hub_id_nor_a_folder(string model)
        => Assert.Contains(model, Assert.Single(Configured.Faults(("ASR_MODEL", model))), StringComparison.Ordinal);

    [Fact]
    public void Accepts_any_existing_folder_as_a_model()
        => Assert.True(new ModelOptionsValidator(_ => true).Validate(
            null, new ModelOptions { AsrModel = "./my models/whisper" }).Succeeded);

    [Fact]
    public void Blank_settings_are_unset()
    {
        (string, string)[] settings = [("ASSISTANT_MODEL", " "), ("THREADS", "")];
        Assert.Empty(Configured.Faults(settings));
        Assert.Null(Configured.Get<ModelOptions>(settings).AssistantModel);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void A_blank_token_does_not_open_the_endpoint(string blank)
        => Assert.StartsWith(
            "API_TOKEN must not be blank", Assert.Single(Configured.Faults(("API_TOKEN", blank))), StringComparison.Ordinal);

    [Fact]
    public void An_endpoint_can_be_open_by_decision() => Assert.Null(Configured.Get<ApiTokenOptions>(("API_TOKEN", "none")).Token);

    [Fact]
    public void Does_not_print_secrets()
    {
        (string, string)[] settings = [("HF_TOKEN", "hf_hidden"), ("API_TOKEN", "api_hidden")];
        var (hub, token) = (Configured.Get<HubOptions>(settings), Configured.Get<ApiTokenOptions>(settings));

        Assert.DoesNotContain("hidden", $"{hub} {token} {JsonSerializer.Serialize(token)}", StringComparison.Ordinal);
        Assert.Equal("hf_hidden", hub.Token);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("false", null, false)]
    [InlineData(null, "false", false)]
    [InlineData("true", "false", true)]
    [InlineData("false", "true", false)]
    public void Vad_filter_has_an_alias_and_takes_precedence_over_it(string? value, string? alias, bool expected)
        => Assert.Equal(expected, Configured.Get<ModelOptions>(("VAD_FILTER", value ?? ""), ("VOICE_FILTER", alias ?? "")).VadFilter);

    [Theory]
    [InlineData("VAD_FILTER")]
    [InlineData("VOICE_FILTER")]
    public void Rejects_an_invalid_vad_filter_by_the_name_that_was_set(string name)
        => Assert.Equal($"{name} must be true or false, not \"perhaps\"", Assert.Single(Configured.Faults((name, "perhaps"))));

    [Fact]
    public void Every_options_class_is_registered_and_validated_when_the_host_starts()
    {
        using var services = new ServiceCollection()
            .AddEndpointOptions(SettingsOf.Configuration()).BuildServiceProvider();
        foreach (var type in OptionsClasses.All)
        {
            // Only a registration with ValidateOnStart reports the fault of a setting of the class.
            Assert.NotNull(services.GetService(typeof(IValidateOptions<>).MakeGenericType(type)));
            var property = SettingProperty.Of(type).FirstOrDefault(candidate => candidate.Type == typeof(int));
            if (property is not null) Assert.Contains(
                Configured.Faults((property.Name, "x")), fault => fault.StartsWith(property.Name, StringComparison.Ordinal));
        }
    }
}
