using Speech.Checkpoints;
using Speech.Checkpoints.Safetensors;
using Speech.Checkpoints.Tensors;
using Speech.TestSupport;
using Speech.Whisper.Decoding;
using Speech.Whisper.Inference;
using Speech.Whisper.Tests.Decoding;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Speculative;

/// <summary>An assistant that was exported without its encoder, as those that were distilled with a frozen one are.</summary>
public sealed class DecoderOnlyAssistantTests : IDisposable
{
    private const string Assistant = "tiny-random-v3-assistant";

    private readonly TempFolder _folder = new();

    public DecoderOnlyAssistantTests()
    {
        TinyCheckpoint.CopySmallTo(_folder.Path, name: Assistant);
        TensorData[] decoder;
        using (var whole = Checkpoint.Open(_folder.Path))
            decoder = [.. whole.Tensors.Where(tensor => !tensor.Name.StartsWith("model.encoder.", StringComparison.Ordinal))
                .Select(tensor => TensorData.FromFloats(tensor.Name, tensor.Type, tensor.Shape, whole.ReadFloats(tensor.Name)))];
        File.Delete(_folder.Sub("model.safetensors"));
        SafetensorsWriter.Write(_folder.Sub("model.safetensors"), decoder);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_proposes_what_it_proposes_with_its_encoder_which_is_the_main_models()
    {
        var (whole, decoderOnly) = (await DecodeAsync(Assistant), await DecodeAsync(_folder.Path));

        Assert.Equal(whole.Best.Tokens, decoderOnly.Best.Tokens);
        Assert.Equal(whole.Speculation, decoderOnly.Speculation);
        Assert.InRange(decoderOnly.Speculation.Proposed, 1, int.MaxValue);
    }

    [Fact]
    public void It_must_have_the_width_of_the_main_model()
    {
        var config = _folder.Sub("config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"d_model\":64", "\"d_model\":32", StringComparison.Ordinal));
        var message = Assert.Throws<WhisperException>(() => WhisperModel.Load(
            TinyCheckpoint.Folder, new WhisperOptions(), TestEnvironment.Instance, _folder.Path)).Message;
        Assert.Contains("it has no encoder of its own, and its width is 32, not 64", message, StringComparison.Ordinal);
    }

    private static async Task<DecodedWindow> DecodeAsync(string assistant)
    {
        await using var tiny = new TinyLoop("tiny-random-v3", assistant: assistant, isSmall: true);
        return await tiny.Loop.DecodeAsync(
            new DecodingRequest(), Clips.Excerpt(), new DecodingOptions { Assisted = true, MaxNewTokens = 40 },
            TestContext.Current.CancellationToken);
    }
}
