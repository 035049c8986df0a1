using System.Text.Json;

namespace Speech.Evaluation.Reports;

/// <summary>Transcripts in JSON lines, of this program or of another one.</summary>
internal static class TranscriptFile
{
    private static readonly string[] IdFields = ["id", "file", "name"];

    /// <summary>Reads the texts by the id of their recordings.</summary>
    /// <exception cref="FormatException">A line has no id.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
        => File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonElement.Parse(line))
            .ToDictionary(Id, line => line.GetProperty("text").GetString()!);

    private static string Id(JsonElement line)
    {
        foreach (var field in IdFields)
            if (line.TryGetProperty(field, out var id)) return id.GetString()!;
        throw new FormatException($"A line has none of the fields {string.Join(", ", IdFields)}.");
    }
}
