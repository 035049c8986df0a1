using Speech.Evaluation.Corpus;
using Speech.Evaluation.Scoring;
using Speech.TestSupport;

namespace Speech.Evaluation.Tests.Corpus;

public class SampleReaderTests
{
    [Fact]
    public void Each_line_goes_to_its_set()
    {
        using var folder = new TempFolder();
        folder.Write("speech/manifest.jsonl", """
            {"file": "a/1.flac", "text": "Hello.", "lang": "en", "seconds": 2}
            {"file": "a/2.flac", "text": "Hallo", "lang": "de", "seconds": 3}
            {"file": "b/noise.opus", "text": "", "lang": "none", "seconds": 4}
            {"file": "c/talk.opus", "text": "", "lang": "und", "seconds": 5, "rttm": "c/talk.rttm"}
            {"file": "c/coarse.opus", "text": "", "lang": "en", "seconds": 5, "rttm": "c/coarse.rttm", "kind": "start times to 1 s only"}

            """u8);
        folder.Write("speech/long.jsonl", """
            {"name": "both", "lang": "en", "parts": [{"silence": 1, "file": "a/1.flac"}, {"silence": 0.5, "file": "a/2.flac"}]}

            """u8);
        foreach (var name in new[] { "ami/dev00", "ami/dev01", "pyannote-sample" })
        {
            folder.Write($"audio/{name}.wav", new byte[44 + 32_000]);
            folder.Write($"audio/{name}.rttm", "SPEAKER x 1 0.0 1.0 <NA> <NA> A <NA> <NA>"u8);
        }

        var samples = new SampleReader(folder.Path).Read();

        Assert.Equal(["a/1.flac", "a/2.flac"], Ids(SampleSet.Clips));
        Assert.Equal(["b/noise.opus"], Ids(SampleSet.Nonspeech));
        Assert.Equal(["c/talk.opus", "ami/dev00", "ami/dev01", "pyannote-sample"], Ids(SampleSet.Dialogues));
        var spliced = samples.Single(sample => sample.Set == SampleSet.Long);
        Assert.Equal([new SpeechPart(1, 3, "Hello."), new(3.5, 6.5, "Hallo")], spliced.Parts);
        Assert.Equal(("Hello. Hallo", 6.5), (spliced.Text, spliced.Seconds));

        IEnumerable<string> Ids(SampleSet set) => samples.Where(sample => sample.Set == set).Select(sample => sample.Id);
    }
}
