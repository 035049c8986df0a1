using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Speech.Whisper.Inference;

if (args is not [var source, var target])
{
    Console.Error.WriteLine("""
        Makes a built-in model of a Whisper checkpoint: its matrices are stored in 8 bits, in files of at most 45 MB.

          dotnet run --project src/BuiltIn/Quantize -- SOURCE TARGET

        SOURCE is a folder in the Hub's layout; TARGET is created.
        """);
    return 2;
}

string[] files = ["config.json", "generation_config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json"];
// Without the indentation, which is a third of the tokenizer's file.
var compact = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
Directory.CreateDirectory(target);
foreach (var file in files.Where(file => File.Exists(Path.Combine(source, file))))
{
    var json = JsonNode.Parse(File.ReadAllText(Path.Combine(source, file)))!;
    File.WriteAllText(Path.Combine(target, file), json.ToJsonString(compact) + "\n");
}

var license = Path.Combine(source, "LICENSE");
if (File.Exists(license)) File.Copy(license, Path.Combine(target, "LICENSE"), overwrite: true);
QuantizedCheckpoint.Write(source, target);
return 0;
