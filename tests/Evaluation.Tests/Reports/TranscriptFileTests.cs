using Speech.Evaluation.Reports;
using Speech.TestSupport;

namespace Speech.Evaluation.Tests.Reports;

public class TranscriptFileTests
{
    [Fact]
    public void A_recording_is_named_by_id_file_or_name()
    {
        using var folder = new TempFolder();
        var file = folder.Write("lines.jsonl", """
            {"file": "a.flac", "text": " A."}
            {"name": "long", "text": " B."}
            {"id": "c", "text": " C."}

            """u8);
        Assert.Equal(
            new Dictionary<string, string> { ["a.flac"] = " A.", ["long"] = " B.", ["c"] = " C." }, TranscriptFile.Read(file));
    }

    [Fact]
    public void A_line_without_a_name_is_rejected()
    {
        using var folder = new TempFolder();
        Assert.Throws<FormatException>(() => TranscriptFile.Read(folder.Write("lines.jsonl", "{\"text\": \"A\"}"u8)));
    }
}
