using System.Globalization;
using System.Text.RegularExpressions;
using Speech.Transcription.Formats;
using Speech.Transcription.Transcripts;

namespace Speech.Transcription.Tests.Formats;

public sealed partial class TranscriptFormatsTests
{
    private static readonly Transcript Plain = new(
        [new(" Hello there.", 0, 1.5), new("", 1.5, 2), new(" It's\n\n<b>me</b> & you ---> now", 360_061.25, 360_063.01)]);

    private static readonly Transcript Diarized = new([new(" Hello there. Yes.", 0, 3)])
    {
        SpeakerSegments = [new(" Hello", 0, 1, "SPEAKER_00"), new(" there.", 1, 2, "SPEAKER_00"), new(" Yes.", 2, 3, "SPEAKER_01")],
    };

    [Fact]
    public void Srt_has_numbered_cues_and_decimal_commas()
        => Assert.Equal(
            "1\n00:00:00,000 --> 00:00:01,500\nHello there.\n\n2\n100:01:01,250 --> 100:01:03,010\nIt's <b>me</b> & you -> now\n",
            TranscriptFormats.Write(TranscriptFormat.Srt, Plain));

    [Fact]
    public void Vtt_has_decimal_points_and_escapes_markup()
        => Assert.Equal(
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHello there.\n\n"
            + "100:01:01.250 --> 100:01:03.010\nIt's &lt;b&gt;me&lt;/b&gt; &amp; you ---&gt; now\n",
            TranscriptFormats.Write(TranscriptFormat.Vtt, Plain));

    [Fact]
    public void Text_has_one_line_per_segment()
        => Assert.Equal("Hello there.\nIt's <b>me</b> & you ---> now\n", TranscriptFormats.Write(TranscriptFormat.Txt, Plain));

    [Fact]
    public void Every_format_has_the_speaker_labels()
    {
        Assert.Equal("SPEAKER_00: Hello there.\nSPEAKER_01: Yes.\n", TranscriptFormats.Write(TranscriptFormat.Txt, Diarized));
        Assert.Contains("\nSPEAKER_01: Yes.\n", TranscriptFormats.Write(TranscriptFormat.Srt, Diarized), StringComparison.Ordinal);
        Assert.Contains("\n<v SPEAKER_01>Yes.\n", TranscriptFormats.Write(TranscriptFormat.Vtt, Diarized), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TranscriptFormat.Srt, "")]
    [InlineData(TranscriptFormat.Vtt, "WEBVTT\n")]
    [InlineData(TranscriptFormat.Txt, "")]
    public void Silence_is_a_valid_file_without_cues(TranscriptFormat format, string expected)
        => Assert.Equal(expected, TranscriptFormats.Write(format, new([])));

    [Theory]
    [InlineData(TranscriptFormat.Srt, ',')]
    [InlineData(TranscriptFormat.Vtt, '.')]
    public void Times_round_trip(TranscriptFormat format, char separator)
    {
        var random = new Random(7);
        var segments = Enumerable.Range(0, 200)
            .Select(_ => random.NextDouble() * 100_000)
            .Select(start => new Segment(" x", start, start + 0.1 + (random.NextDouble() * 6)))
            .OrderBy(segment => segment.Start)
            .ToList();

        var read = TimeLines().Matches(TranscriptFormats.Write(format, new(segments)).Replace(separator, '.'))
            .Select(match => (Round(Seconds(match.Groups[1].Value)), Round(Seconds(match.Groups[2].Value))));

        // Rounded to 0.01 s, as in the JSON response.
        Assert.Equal(segments.Select(segment => (Round(segment.Start), Round(segment.End))), read);
    }

    [Fact]
    public void There_is_one_cue_per_segment_with_text()
    {
        var segments = Enumerable.Range(0, 50)
            .Select(number => new Segment(number % 3 == 0 ? " " : $" a\n\nb {number}", number, number + 1))
            .ToList();
        var expected = segments.Count(segment => segment.Text.Trim().Length > 0);

        Assert.All(
            new[] { TranscriptFormat.Srt, TranscriptFormat.Vtt },
            format => Assert.Equal(expected, TimeLines().Count(TranscriptFormats.Write(format, new(segments)).Replace(',', '.'))));
        // A blank line ends a cue, so there is one between two cues and nowhere else.
        Assert.Equal(expected - 1, TranscriptFormats.Write(TranscriptFormat.Srt, new(segments)).Split("\n\n").Length - 1);
    }

    [Theory]
    [InlineData("srt,vtt", "Srt,Vtt")]
    [InlineData(" TXT ", "Txt")]
    [InlineData("vtt,vtt", "Vtt")]
    [InlineData("none", "")]
    [InlineData("rttm", "Rttm")]
    public void Parses_a_list(string text, string expected) => Assert.Equal(expected, string.Join(',', TranscriptFormats.Parse(text)!));

    [Theory]
    [InlineData("docx")]
    [InlineData("srt,none")]
    [InlineData(",")]
    public void Rejects_an_invalid_list(string text) => Assert.Null(TranscriptFormats.Parse(text));

    private static double Seconds(string time)
    {
        var parts = Array.ConvertAll(time.Split(':'), part => double.Parse(part, CultureInfo.InvariantCulture));
        return (parts[0] * 3600) + (parts[1] * 60) + parts[2];
    }

    private static double Round(double seconds) => Math.Round(seconds, 2, MidpointRounding.AwayFromZero);

    [GeneratedRegex(@"(\d\d+:\d\d:\d\d\.\d{3}) --> (\d\d+:\d\d:\d\d\.\d{3})\n")]
    private static partial Regex TimeLines();
}
