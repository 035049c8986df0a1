using Speech.Whisper.Alignment;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Alignment;

public class DynamicTimeWarpingTests
{
    [Theory]
    [InlineData("dtw0")]
    [InlineData("dtw1")]
    [InlineData("dtw2")]
    [InlineData("dtw3")]
    [InlineData("dtw4")]
    [InlineData("dtw5")]
    [InlineData("dtw_ties")]
    public void The_path_is_that_of_the_reference(string name)
    {
        using var golden = new GoldenCase("dtw-unit");
        var rows = golden.Shape($"{name}_cost")[0];
        var path = DynamicTimeWarping.Path(golden.Floats($"{name}_cost"), (int)rows);
        Assert.Equal(golden.Ints($"{name}_text"), path.Select(cell => cell.Row));
        Assert.Equal(golden.Ints($"{name}_time"), path.Select(cell => cell.Column));
    }

    [Theory]
    [InlineData("median_in", "median_w3", 3)]
    [InlineData("median_in", "median_w7", 7)]
    [InlineData("median_short_in", "median_short_w7", 7)]
    [InlineData("median_tooshort_in", "median_tooshort_w7", 7)]
    public void The_median_filter_is_that_of_the_reference(string input, string output, int width)
    {
        using var golden = new GoldenCase("dtw-unit");
        var (values, length) = (golden.Floats(input), (int)golden.Shape(input)[2]);
        for (var row = 0; row < values.Length; row += length) MedianFilter.Apply(values.AsSpan(row, length), width);
        Assert.Equal(golden.Floats(output), values);
    }

    [Theory]
    [InlineData("v2", "en")]
    [InlineData("v2", "zh")]
    [InlineData("v3", "en")]
    [InlineData("v3", "zh")]
    [InlineData("v3-assistant", "en")]
    public void The_golden_matrix_has_the_golden_path(string version, string language)
    {
        using var golden = new GoldenCase($"alignment-{version}");
        var costs = Array.ConvertAll(golden.Floats($"{language}_matrix"), value => -value);
        var path = DynamicTimeWarping.Path(costs, (int)golden.Shape($"{language}_matrix")[0]);
        Assert.Equal(golden.Ints($"{language}_text_indices"), path.Select(cell => cell.Row));
        Assert.Equal(golden.Ints($"{language}_time_indices"), path.Select(cell => cell.Column));
    }

    [Theory]
    [InlineData("v2", "en")]
    [InlineData("v3", "zh")]
    public void The_golden_scores_have_the_golden_matrix(string version, string language)
    {
        using var golden = new GoldenCase($"alignment-{version}");
        var (scores, shape) = (golden.Floats($"{language}_qk"), golden.Shape($"{language}_qk"));
        var (heads, tokens, frames) = ((int)shape[0], (int)shape[1], (int)shape[2]);
        // A full window of positions, as from the decoder: those after the end of the audio must not matter.
        var probabilities = new float[heads * tokens * 1500];
        for (var row = 0; row < heads * tokens; row++)
        {
            var all = probabilities.AsSpan(row * 1500, 1500);
            all.Fill(0.5f);
            for (var frame = 0; frame < frames; frame++) all[frame] = MathF.Exp(scores[row * frames + frame]);
        }

        var matrix = new AttentionMatrix().Average(probabilities, heads, 1500, frames);

        var expected = golden.Floats($"{language}_matrix");
        // The golden matrix does not include the tokens before the text and the end of text.
        var skipped = tokens - 1 - expected.Length / frames;
        Compare.Within(golden.Tolerance($"{language}_matrix"), expected, matrix.Slice(skipped * frames, expected.Length), "matrix");
    }
}
