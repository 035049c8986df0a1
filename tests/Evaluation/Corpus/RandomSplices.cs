using System.Globalization;
using Speech.Evaluation.Scoring;

namespace Speech.Evaluation.Corpus;

/// <summary>Recordings of random clips with random pauses, which are the same each time.</summary>
internal static class RandomSplices
{
    private const int Seed = 20;

    /// <summary>The longest pause, in seconds.</summary>
    private const double MaxPause = 20;

    private const int MaxClips = 4;

    /// <summary>Makes recordings of two to four clips of one language, with a pause of 0 to 20 s before each.</summary>
    /// <param name="clips">The clips to choose from.</param>
    /// <param name="count">The number of recordings.</param>
    public static IEnumerable<Sample> Of(IReadOnlyList<Sample> clips, int count)
    {
        var (random, byLanguage) = (new Random(Seed), clips.ToLookup(clip => clip.Language));
        for (var number = 0; number < count; number++)
        {
            var first = clips[random.Next(clips.Count)];
            var others = byLanguage[first.Language].ToList();
            var chosen = new List<Sample> { first };
            for (var more = random.Next(1, MaxClips); more > 0; more--) chosen.Add(others[random.Next(others.Count)]);
            yield return Join($"splice-{number.ToString(CultureInfo.InvariantCulture)}", chosen, random);
        }
    }

    private static Sample Join(string id, List<Sample> clips, Random random)
    {
        var (parts, spliced, end) = (new List<SpeechPart>(), new List<SplicedClip>(), 0.0);
        foreach (var clip in clips)
        {
            // As many below a second as above: short pauses and long ones have different faults.
            var pause = random.Next(2) == 0 ? random.NextDouble() : random.NextDouble() * MaxPause;
            var start = end + pause;
            end = start + clip.Seconds;
            parts.Add(new(start, end, clip.Text));
            spliced.Add(new(pause, clip.Id, clip.AudioFile!));
        }
        return new(id, SampleSet.Splices, clips[0].Language, end, parts) { Clips = spliced };
    }
}
