using System.Text;
using System.Text.Json;
using Speech.Whisper.Model;

namespace Speech.Whisper.Tests.Model;

public sealed class PythonJsonTests
{
    [Theory]
    [InlineData("""{"a": NaN, "b": [Infinity, -Infinity], "c": 1}""", """{"a": null, "b": [null, null], "c": 1}""")]
    [InlineData("""{"NaN": "a \" NaN", "b": -Infinity}""", """{"NaN": "a \" NaN", "b": null}""")]
    [InlineData("""{"a": -1.5e3, "b": "Infinity\\\\", "c": NaN}""", """{"a": -1.5e3, "b": "Infinity\\\\", "c": null}""")]
    public void Numbers_that_only_python_writes_are_null_and_strings_are_unchanged(string python, string expected)
    {
        var standard = Encoding.UTF8.GetString(PythonJson.ToStandard(Encoding.UTF8.GetBytes(python)));

        Assert.Equal(expected, standard);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(standard).ValueKind);
    }

    [Fact]
    public void A_config_with_them_is_read()
    {
        using var folder = new Speech.TestSupport.TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "config.json"), """{"layerdrop": NaN, "scale": -Infinity, "d_model": 8}""");
        Assert.Equal(8, ModelJson.Read<WhisperConfig>(folder.Path, "config.json")!.DModel);
    }
}
