using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Signals;
using Speech.Whisper.Features;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Features;

public class LogMelTests
{
    [Theory]
    [InlineData("jfk", 80)]
    [InlineData("excerpt2s", 80)]
    [InlineData("silence", 80)]
    [InlineData("noise", 80)]
    [InlineData("jfk", 128)]
    [InlineData("excerpt2s", 128)]
    [InlineData("silence", 128)]
    [InlineData("noise", 128)]
    public void The_spectrogram_of_a_padded_window_matches_the_reference(string clip, int mels)
    {
        using var golden = new GoldenCase("mel");
        var expected = golden.Floats($"{clip}_{mels}");
        var frames = expected.Length / mels;

        var actual = Transform(Clips.Padded(Clips.Named(clip)), mels);

        Assert.Equal(mels * 3000, actual.Length);
        for (var mel = 0; mel < mels; mel++)
            Compare.Within(
                golden.Tolerance($"{clip}_{mels}"), expected.AsSpan(mel * frames, frames), actual.AsSpan(mel * 3000, frames),
                $"{clip}, mel {mel}");
    }

    [Theory]
    [InlineData(80)]
    [InlineData(128)]
    public void A_short_clip_is_padded_by_reflection(int mels)
    {
        using var golden = new GoldenCase("mel");
        var name = $"excerpt2s_nopad_{mels}";
        Compare.Within(golden.Tolerance(name), golden.Floats(name), Transform(Clips.Excerpt(), mels), name);
    }

    [Fact]
    public void Every_filter_has_unit_area()
    {
        var filters = MelFilterBank.Create(80, 400, 16_000);
        using var golden = new GoldenCase("mel");
        Assert.Equal(golden.Manifest.GetProperty("filters_80_checksum").GetProperty("sum").GetDouble(), filters.Sum(f => (double)f), 1e-5);
    }

    private static float[] Transform(float[] audio, int mels)
    {
        var graph = new GraphWriter();
        var mel = LogMelGraph.Write(graph, graph.Input("audio", ElementType.Float, 1, audio.Length), mels);
        graph.Output("mel", mel, ElementType.Float, 1, mels, "frames");
        using var session = TestEnvironment.Instance.OpenSession(graph.ToModel(), ComputeProfile.CpuFp32);
        using var input = OrtValue.CreateTensorValueFromMemory(audio, [1, audio.Length]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["audio"], [input], ["mel"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
