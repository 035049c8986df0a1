using System.Globalization;
using System.Text.RegularExpressions;
using Speech.Transcription.Answers;
using Speech.Transcription.Formats;

namespace Speech.Transcription.Tests.Formats;

public sealed partial class TranscriptFormatsTests
{
    private static readonly TranscriptionResult s_plain = new([], [new(" Hello there.", new(0, 1.5)), new("", new(1.5, 2)), new(" It's\n\n<b>me</b> & you --> now", new(3661.25, 90_000.01))]);

    private static readonly TranscriptionResult s_speakers = new(
        [new("SPEAKER_00", " Hello", new(0, 1)), new("SPEAKER_00", " there.", new(1, 2)), new("SPEAKER_01", " Yes.", new(2, 3))], [new(" Hello there. Yes.", new(0, 3))]);

    [Fact]
    public void Srt_numbers_its_cues_and_has_commas()
        => Assert.Equal(
            "1\n00:00:00,000 --> 00:00:01,500\nHello there.\n\n2\n01:01:01,250 --> 25:00:00,010\nIt's <b>me</b> & you -> now\n",
            TranscriptFormats.Write(TranscriptFormat.Srt, s_plain));

    [Fact]
    public void Vtt_has_points_and_escapes_its_markup()
        => Assert.Equal(
            "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHello there.\n\n01:01:01.250 --> 25:00:00.010\nIt's &lt;b&gt;me&lt;/b&gt; &amp; you --&gt; now\n",
            TranscriptFormats.Write(TranscriptFormat.Vtt, s_plain));

    [Fact]
    public void Text_has_a_line_for_each_chunk()
        => Assert.Equal("Hello there.\nIt's <b>me</b> & you --> now\n", TranscriptFormats.Write(TranscriptFormat.Txt, s_plain));

    [Fact]
    public void Speakers_are_named_in_every_format()
    {
        Assert.Equal("SPEAKER_00: Hello there.\nSPEAKER_01: Yes.\n", TranscriptFormats.Write(TranscriptFormat.Txt, s_speakers));
        Assert.Contains("\nSPEAKER_01: Yes.\n", TranscriptFormats.Write(TranscriptFormat.Srt, s_speakers), StringComparison.Ordinal);
        Assert.Contains("\n<v SPEAKER_01>Yes.\n", TranscriptFormats.Write(TranscriptFormat.Vtt, s_speakers), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TranscriptFormat.Srt, "")]
    [InlineData(TranscriptFormat.Vtt, "WEBVTT\n")]
    [InlineData(TranscriptFormat.Txt, "")]
    public void Silence_is_a_valid_file_without_a_cue(TranscriptFormat format, string expected)
        => Assert.Equal(expected, TranscriptFormats.Write(format, new([], [])));

    [Theory]
    [InlineData(TranscriptFormat.Srt, ',')]
    [InlineData(TranscriptFormat.Vtt, '.')]
    public void Times_come_back_as_they_went_in(TranscriptFormat format, char separator)
    {
        var random = new Random(7);
        var chunks = Enumerable.Range(0, 200).Select(_ => random.NextDouble() * 100_000).Select(start => new TimedText(" x", new(start, start + (random.NextDouble() * 10)))).ToList();

        var read = Clocks().Matches(TranscriptFormats.Write(format, new([], chunks)).Replace(separator, '.'))
            .Select(match => new Timestamp(Seconds(match.Groups[1].Value), Seconds(match.Groups[2].Value)));

        Assert.Equal(chunks.Select(chunk => chunk.Timestamp), read);
    }

    [Fact]
    public void The_number_of_cues_is_that_of_the_pieces_with_text()
    {
        var chunks = Enumerable.Range(0, 50).Select(number => new TimedText(number % 3 == 0 ? " " : $" a\n\nb {number}", new(number, number + 1))).ToList();
        var spoken = chunks.Count(chunk => chunk.Text.Trim().Length > 0);

        Assert.All(new[] { TranscriptFormat.Srt, TranscriptFormat.Vtt }, format => Assert.Equal(spoken, Clocks().Count(TranscriptFormats.Write(format, new([], chunks)).Replace(',', '.'))));
        // A blank line ends a cue: there is one between two of them and nowhere else.
        Assert.Equal(spoken - 1, TranscriptFormats.Write(TranscriptFormat.Srt, new([], chunks)).Split("\n\n").Length - 1);
    }

    [Theory]
    [InlineData("srt,vtt", "Srt,Vtt")]
    [InlineData(" TXT ", "Txt")]
    [InlineData("vtt,vtt", "Vtt")]
    [InlineData("none", "")]
    public void A_list_is_read(string text, string expected) => Assert.Equal(expected, string.Join(',', TranscriptFormats.Parse(text)!));

    [Theory]
    [InlineData("docx")]
    [InlineData("srt,none")]
    [InlineData(",")]
    public void Another_list_is_none(string text) => Assert.Null(TranscriptFormats.Parse(text));

    private static double Seconds(string clock)
    {
        var parts = clock.Split(':');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture) * 3600) + (int.Parse(parts[1], CultureInfo.InvariantCulture) * 60) + double.Parse(parts[2], CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"(\d\d+:\d\d:\d\d\.\d{3}) --> (\d\d+:\d\d:\d\d\.\d{3})\n")]
    private static partial Regex Clocks();
}
