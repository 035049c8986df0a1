using System.Text.Json;
using Speech.Evaluation.Scoring;

namespace Speech.Evaluation.Corpus;

/// <summary>Reads the recordings of the shared data: <c>speech/manifest.jsonl</c>, <c>speech/long.jsonl</c> and the dialogues of
/// <c>audio</c>.</summary>
/// <param name="folder">The folder of the shared data.</param>
internal sealed class SampleReader(string folder)
{
    private static readonly string[] FurtherDialogues = ["ami/dev00", "ami/dev01", "pyannote-sample"];

    private string Speech => Path.Combine(folder, "speech");

    /// <summary>All recordings, set by set.</summary>
    public IReadOnlyList<Sample> Read()
    {
        var manifest = ReadLines("manifest.jsonl");
        var clips = manifest.Select(ToSample).OfType<Sample>().OrderBy(sample => sample.Set).ToList();
        var byFile = manifest.ToDictionary(line => Text(line, "file"));
        return [.. clips, .. ReadLines("long.jsonl").Select(line => Splice(line, byFile)), .. FurtherDialogues.Select(Dialogue)];
    }

    private Sample? ToSample(JsonElement line)
    {
        var (file, text, language, seconds) = (Text(line, "file"), Text(line, "text"), Text(line, "lang"), Number(line, "seconds"));
        var audio = Path.Combine(Speech, file);
        if (line.TryGetProperty("rttm", out var turns))
        {
            // Turns that are only known to the second cannot be scored.
            if (line.TryGetProperty("kind", out var kind) && kind.GetString()!.Contains("to 1 s only", StringComparison.Ordinal))
                return null;
            var turnsFile = Path.Combine(Speech, turns.GetString()!);
            return new(file, SampleSet.Dialogues, language == "und" ? null : language, seconds, [])
            {
                AudioFile = audio,
                TurnsFile = turnsFile,
            };
        }
        return language == "none"
            ? new(file, SampleSet.Nonspeech, null, seconds, []) { AudioFile = audio }
            : new(file, SampleSet.Clips, language, seconds, [new SpeechPart(0, seconds, text)]) { AudioFile = audio };
    }

    private Sample Splice(JsonElement line, Dictionary<string, JsonElement> byFile)
    {
        var (parts, clips, end) = (new List<SpeechPart>(), new List<SplicedClip>(), 0.0);
        foreach (var part in line.GetProperty("parts").EnumerateArray())
        {
            var (silence, clip) = (Number(part, "silence"), byFile[Text(part, "file")]);
            var start = end + silence;
            end = start + Number(clip, "seconds");
            parts.Add(new(start, end, Text(clip, "text")));
            clips.Add(new(silence, Text(part, "file"), Path.Combine(Speech, Text(part, "file"))));
        }
        return new(Text(line, "name"), SampleSet.Long, Text(line, "lang"), end, parts) { Clips = clips };
    }

    private Sample Dialogue(string name)
    {
        var path = Path.Combine(folder, "audio", name);
        // 16 kHz, 16 bits, mono, behind a header of 44 bytes.
        return new(name, SampleSet.Dialogues, "en", (new FileInfo(path + ".wav").Length - 44) / 32_000.0, [])
        {
            AudioFile = path + ".wav",
            TurnsFile = path + ".rttm",
        };
    }

    private List<JsonElement> ReadLines(string file)
        => [.. File.ReadLines(Path.Combine(Speech, file)).Where(line => line.Length > 0).Select(line => JsonElement.Parse(line))];

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private static double Number(JsonElement line, string name) => line.GetProperty(name).GetDouble();
}
