using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Speech.Whisper.Inference;

namespace Speech.BuiltIn.Conversion;

/// <summary>A Whisper checkpoint with its matrices in 8 bits, and its other files.</summary>
internal static class WhisperConversion
{
    private const string License = "LICENSE";

    private static readonly string[] JsonFiles =
        ["config.json", "generation_config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json"];

    // Without indentation, which is half of the tokenizer's file.
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static int Run(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in JsonFiles.Where(file => File.Exists(Path.Combine(source, file))))
        {
            var json = JsonNode.Parse(File.ReadAllText(Path.Combine(source, file)))!;
            File.WriteAllText(Path.Combine(target, file), json.ToJsonString(Compact) + "\n");
        }

        if (File.Exists(Path.Combine(source, License)))
            File.Copy(Path.Combine(source, License), Path.Combine(target, License), overwrite: true);
        QuantizedCheckpoint.Write(source, target);
        return 0;
    }
}
