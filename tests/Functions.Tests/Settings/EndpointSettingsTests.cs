using System.Text.Json;
using Speech.Functions.Settings;
using Speech.Transcription.Settings;
using Speech.Whisper;

namespace Speech.Functions.Tests.Settings;

public sealed class EndpointSettingsTests
{
    [Fact]
    public void Requires_only_the_model()
    {
        var settings = Read(("ASR_MODEL", "openai/whisper-base"));

        Assert.Equal("openai/whisper-base", settings.Models.AsrModel);
        Assert.Equal(8, settings.Capacity.MaxConcurrentRequests);
        Assert.Equal(104_857_600, settings.Capacity.MaxBodyBytes);
        Assert.False(settings.Models.Warmup);
        Assert.Null(settings.ApiToken);
    }

    [Fact]
    public void Reads_every_setting()
    {
        var settings = Read(
            ("ASR_MODEL", "distil-whisper/distil-large-v3@main"), ("WARMUP", "1"), ("LOAD_WAIT_SECONDS", "5"), ("THREADS", "3"),
            ("MAX_BATCH_SIZE", "4"),
            ("MAX_CONCURRENT_REQUESTS", "2"), ("MAX_BODY_MB", "7"), ("MAX_AUDIO_MINUTES", "9"), ("API_TOKEN", " secret "));

        Assert.True(settings.Models.Warmup);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Models.LoadWait);
        Assert.Equal(3, settings.Compute.Threads);
        Assert.Equal(4, settings.Compute.MaxBatchSize);
        Assert.Equal(2, settings.Capacity.MaxConcurrentRequests);
        Assert.Equal(7 * 1024 * 1024, settings.Capacity.MaxBodyBytes);
        Assert.Equal(9, settings.Capacity.MaxAudioMinutes);
        Assert.Equal("secret", settings.ApiToken!.Reveal());
    }

    [Fact]
    public void Reports_all_faults_in_one_message()
    {
        var exception = Assert.Throws<SettingsException>(() => Read(
            ("ASSISTANT_MODEL", "./no/such/folder"), ("DIARIZATION_MODEL", "./no/such/pipeline"), ("WARMUP", "perhaps"),
            ("THREADS", "-1"), ("PRECISION", "fp8"), ("DEVICE", "tpu"), ("NO_SPEECH_THRESHOLD", "2"), ("TEMPERATURES", "0,hot"),
            ("MAX_BATCH_SIZE", "0"), ("MAX_CONCURRENT_REQUESTS", "many"), ("MAX_BODY_MB", "99999"), ("MAX_AUDIO_MINUTES", "1.5"),
            ("HF_ENDPOINT", "ftp://somewhere"), ("HF_TOKEN", "hf with blanks")));

        string[] names =
        [
            "ASR_MODEL", "ASSISTANT_MODEL", "DIARIZATION_MODEL", "WARMUP", "THREADS", "PRECISION", "DEVICE", "NO_SPEECH_THRESHOLD",
            "TEMPERATURES", "MAX_BATCH_SIZE", "MAX_CONCURRENT_REQUESTS", "MAX_BODY_MB", "MAX_AUDIO_MINUTES", "HF_ENDPOINT", "HF_TOKEN",
        ];
        Assert.Equal(names.Length, exception.Faults.Count);
        Assert.All(names, name => Assert.Single(exception.Faults, fault => fault.StartsWith(name, StringComparison.Ordinal)));
        Assert.All(exception.Faults, fault => Assert.Contains(fault, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Fallback_is_on_by_default_and_each_threshold_can_be_set_or_switched_off()
    {
        Assert.Equal(new FallbackOptions().Temperatures, Read(("ASR_MODEL", "openai/whisper-base")).Fallback.Temperatures);
        var fallback = Read(
            ("ASR_MODEL", "openai/whisper-base"), ("NO_SPEECH_THRESHOLD", "0.4"), ("LOGPROB_THRESHOLD", "off"),
            ("COMPRESSION_RATIO_THRESHOLD", "OFF"), ("TEMPERATURES", "0, 0.5"), ("MAX_REPEATS", "off")).Fallback;
        Assert.Equal((0.4, null, null, null), 
            (fallback.NoSpeechThreshold, fallback.LogProbabilityThreshold, fallback.CompressionRatioThreshold, fallback.MaxRepeats));
        Assert.Equal([0, 0.5], fallback.Temperatures);
        Assert.Same(FallbackOptions.Off, Read(("ASR_MODEL", "openai/whisper-base"), ("GUARDS", "false")).Fallback);
    }

    [Fact]
    public void The_device_is_auto_by_default()
    {
        Assert.Equal(DeviceSetting.Auto, Read(("ASR_MODEL", "openai/whisper-base")).Compute.Device);
        Assert.Equal(DeviceSetting.Cuda, Read(("ASR_MODEL", "openai/whisper-base"), ("DEVICE", "cuda")).Compute.Device);
    }

    [Theory]
    [InlineData("./no/such/folder")]
    [InlineData("/no/such/folder")]
    [InlineData("a/b/c")]
    [InlineData("openai/whisper base")]
    public void Rejects_a_model_that_is_neither_a_hub_id_nor_a_folder(string model)
    {
        var fault = Assert.Single(Assert.Throws<SettingsException>(() => Read(("ASR_MODEL", model))).Faults);
        Assert.Contains(model, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Accepts_any_existing_folder_as_a_model()
    {
        const string folder = "./my models/whisper";
        Assert.Equal(folder, EndpointSettings.Read(name => name == "ASR_MODEL" ? folder : null, _ => true).Models.AsrModel);
    }

    [Fact]
    public void Blank_settings_are_unset()
        => Assert.Null(Read(("ASR_MODEL", "openai/whisper-base"), ("ASSISTANT_MODEL", " "), ("API_TOKEN", ""), ("THREADS", "")).ApiToken);

    [Fact]
    public void Does_not_print_secrets()
    {
        var settings = Read(("ASR_MODEL", "openai/whisper-base"), ("HF_TOKEN", "hf_hidden"), ("API_TOKEN", "api_hidden"));

        var printed = $"{settings} {settings.Hub} {settings.ApiToken} {JsonSerializer.Serialize(settings.ApiToken)}";

        Assert.DoesNotContain("hidden", printed, StringComparison.Ordinal);
        Assert.Equal("hf_hidden", settings.Hub.Token);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("false", null, false)]
    [InlineData(null, "false", false)]
    [InlineData("true", "false", true)]
    [InlineData("false", "true", false)]
    public void Vad_filter_has_an_alias_and_takes_precedence_over_it(string? value, string? alias, bool expected)
    {
        var settings = Read(("ASR_MODEL", "openai/whisper-base"), ("VAD_FILTER", value ?? ""), ("VOICE_FILTER", alias ?? ""));
        Assert.Equal(expected, settings.Models.VadFilter);
    }

    [Theory]
    [InlineData("VAD_FILTER")]
    [InlineData("VOICE_FILTER")]
    public void Rejects_an_invalid_vad_filter_by_the_name_that_was_set(string name)
    {
        var exception = Assert.Throws<SettingsException>(() => Read(("ASR_MODEL", "openai/whisper-base"), (name, "perhaps")));
        Assert.Equal($"{name} must be true or false, not \"perhaps\"", Assert.Single(exception.Faults));
    }

    private static EndpointSettings Read(params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        return EndpointSettings.Read(values.GetValueOrDefault, _ => false);
    }
}
