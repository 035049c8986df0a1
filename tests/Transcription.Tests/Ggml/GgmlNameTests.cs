using Speech.Transcription.Ggml;
using Speech.Transcription.Options;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Transcription.Tests.Ggml;

public sealed class GgmlNameTests
{
    [Theory]
    [InlineData("ggerganov/whisper.cpp/ggml-base.bin", "ggml-base.bin", "ggerganov/whisper.cpp")]
    [InlineData("ggerganov/whisper.cpp/ggml-large-v3-turbo-q5_0.bin@main", "ggml-large-v3-turbo-q5_0.bin", "ggerganov/whisper.cpp@main")]
    [InlineData("someone/tuned/ggml-model.bin", "ggml-model.bin", "someone/tuned")]
    [InlineData("ggml-base.en.bin", "ggml-base.en.bin", "ggerganov/whisper.cpp")]
    [InlineData("models/ggml-here.bin", "models/ggml-here.bin", null)]
    [InlineData("ggml-here.bin", "ggml-here.bin", null)]
    public void Parses_local_files_and_hub_files(string model, string file, string? repository)
        => Assert.Equal(
            new GgmlName(file, repository), GgmlName.Parse(model, path => path.EndsWith("ggml-here.bin", StringComparison.Ordinal)));

    [Theory]
    [InlineData("openai/whisper-base")]
    [InlineData("models/ggml-absent.bin")]
    [InlineData("../ggml-absent.bin")]
    [InlineData("ggml-base.gguf")]
    [InlineData("owner/name/base.bin")]
    [InlineData("demo")]
    public void Rejects_names_of_other_models(string model) => Assert.Null(GgmlName.Parse(model, _ => false));

    [Fact]
    public void Settings_accept_a_file_as_the_model_and_reject_an_assistant_for_it()
    {
        const string model = "ggerganov/whisper.cpp/ggml-base.bin";
        var configuration = SettingsOf.Configuration(("ASR_MODEL", model));
        var options = SettingsBinder.Bind<ModelOptions>(configuration);
        Assert.Equal((model, "ggml-base.bin"), (options.AsrModel, options.Ggml!.File));
        Assert.Empty(Faults(configuration));

        var fault = Assert.Single(Faults(SettingsOf.Configuration(("ASR_MODEL", model), ("ASSISTANT_MODEL", "owner/small"))));
        Assert.Contains("takes no assistant", fault, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Faults(Microsoft.Extensions.Configuration.IConfiguration configuration)
        => SettingsOf.Faults(services => services.AddTranscriptionOptions(configuration, _ => false));
}
