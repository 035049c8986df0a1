using Speech.Evaluation.Corpus;
using Speech.Evaluation.Scoring;

namespace Speech.Evaluation.Tests.Corpus;

public sealed class RandomSplicesTests
{
    private static readonly Sample[] Clips =
    [
        .. Enumerable.Range(0, 9).Select(number => new Sample(
            $"{number}", SampleSet.Clips, number < 6 ? "en" : "de", number + 1, [new SpeechPart(0, number + 1, $"text {number}")])
        {
            AudioFile = $"{number}.wav",
        }),
    ];

    [Fact]
    public void They_have_clips_of_one_language_in_order_with_pauses_of_up_to_twenty_seconds()
    {
        var splices = RandomSplices.Of(Clips, 200).ToList();

        Assert.Equal(200, splices.Select(splice => splice.Id).Distinct().Count());
        foreach (var splice in splices)
        {
            Assert.InRange(splice.Clips.Count, 2, 4);
            Assert.All(splice.Clips, clip => Assert.InRange(clip.Silence, 0, 20));
            Assert.All(splice.Clips, clip => Assert.Equal(splice.Language, Clips.Single(one => one.AudioFile == clip.AudioFile).Language));
            var ends = splice.Parts.Select(part => part.End).Prepend(0);
            Assert.All(
                splice.Parts.Zip(splice.Clips, ends), part => Assert.Equal(part.Third + part.Second.Silence, part.First.Start, 1e-9));
        }
        Assert.Contains(splices, splice => splice.Clips.Any(clip => clip.Silence > 15));
        Assert.Equal(splices.Select(splice => splice.Seconds), RandomSplices.Of(Clips, 200).Select(splice => splice.Seconds));
    }
}
