using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Model;

public class EncoderTests
{
    [Theory]
    [InlineData("v2", "jfk", "encoder_jfk")]
    [InlineData("v2", "silence", "encoder_silence_first64")]
    [InlineData("v2", "excerpt2s", "encoder_excerpt2s_first150")]
    [InlineData("v3", "jfk", "encoder_jfk")]
    [InlineData("v3", "silence", "encoder_silence_first64")]
    [InlineData("v3", "excerpt2s", "encoder_excerpt2s_first150")]
    public void The_golden_mel_gives_the_reference_hidden_states(string version, string clip, string tensor)
    {
        using var model = new TinyModel($"tiny-random-{version}");
        using var golden = new GoldenCase($"encoder-{version}");
        var expected = golden.Floats(tensor);

        var actual = model.EncodeMel(TinyModel.GoldenMel(clip, model.Config.NumMelBins));

        Compare.Within(golden.Tolerance(tensor), expected, actual.AsSpan(0, expected.Length), tensor);
    }

    [Theory]
    [InlineData("v2", "jfk")]
    [InlineData("v2", "noise")]
    [InlineData("v3", "jfk")]
    [InlineData("v3", "noise")]
    public void Samples_give_the_reference_hidden_states_with_our_own_mel(string version, string clip)
    {
        using var model = new TinyModel($"tiny-random-{version}");
        using var golden = new GoldenCase($"encoder-{version}");
        using var hidden = model.Encoder.Encode(Clips.Named(clip));
        // Mel noise of 1e-4 becomes 1e-3 in the encoder's output (PROVENANCE.md).
        Compare.Within(1e-3f, golden.Floats($"encoder_{clip}"), hidden.GetTensorDataAsSpan<float>(), clip);
    }
}
