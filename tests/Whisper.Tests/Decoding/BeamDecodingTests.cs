using Speech.Whisper.Decoding;
using Speech.Whisper.Tests.Golden;

namespace Speech.Whisper.Tests.Decoding;

public class BeamDecodingTests
{
    [Fact]
    public async Task Windows_of_any_number_of_beams_decode_together_as_alone()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", capacity: 3);
        List<int> widths = [3, 1, 3, 2];
        DecodingOptions[] options =
        [
            .. from beams in widths.Concat(widths)
               let timestamps = beams != 1
               select new DecodingOptions { Beams = beams, BestOf = beams, Timestamps = timestamps, TokenTimes = true, MaxNewTokens = 20 },
        ];
        var clips = options.Select((_, i) => Clips.Jfk().AsSpan(i * 6_000, 80_000 + i * 1_000).ToArray()).ToArray();
        var together = await Task.WhenAll(options.Zip(clips, (option, clip) => DecodeAsync(clip, option)));
        for (var i = 0; i < options.Length; i++)
        {
            var alone = await DecodeAsync(clips[i], options[i]);
            Assert.Equal(alone.Best.Tokens, together[i].Best.Tokens);
            Assert.Equal(alone.TokenTimes, together[i].TokenTimes);
            Assert.Equal(alone.Best.AverageLogProbability, together[i].Best.AverageLogProbability, 1e-4);
        }

        Task<DecodedWindow> DecodeAsync(float[] clip, DecodingOptions option)
            => tiny.Loop.DecodeAsync(new DecodingRequest(), clip, option, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task More_beams_find_a_text_at_least_as_likely()
    {
        await using var tiny = new TinyLoop("tiny-random-v3", change: rules => rules with { MaxLength = 40 });
        var greedy = await DecodeAsync(1);
        var beams = await DecodeAsync(5);
        Assert.NotEqual(greedy.Best.Tokens, beams.Best.Tokens);
        Assert.True(beams.Best.AverageLogProbability >= greedy.Best.AverageLogProbability);

        Task<DecodedWindow> DecodeAsync(int count) => tiny.Loop.DecodeAsync(
            new DecodingRequest(), Clips.Jfk(), new DecodingOptions { Beams = count, Timestamps = false },
            TestContext.Current.CancellationToken);
    }
}
