using System.Text.Json;
using Speech.BuiltIn;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>A sample of real speech that comes with the program: its audio, and what is said in it.</summary>
internal sealed class BuiltInSample
{
    private static readonly string Folder = Path.GetDirectoryName(BuiltInSamples.Dialogue)!;

    private readonly string _name;
    private readonly JsonElement _reference;

    /// <param name="name">Such as <c>dialogue</c>.</param>
    public BuiltInSample(string name)
        => (_name, _reference) = (name, JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json"))));

    public byte[] Wav => File.ReadAllBytes(Path.Combine(Folder, _name + ".wav"));

    /// <summary>All words.</summary>
    public string Words => Normalized(_reference.GetProperty("text").GetString()!);

    /// <summary>The words of each turn.</summary>
    public List<(string Speaker, string Words)> Turns => TurnsOf(_reference.GetProperty("turns"));

    /// <summary>Speakers and words of an array with the members <c>speaker</c> and <c>text</c>.</summary>
    public static List<(string Speaker, string Words)> TurnsOf(JsonElement turns)
        => [.. turns.EnumerateArray().Select(
            turn => (turn.GetProperty("speaker").GetString()!, Normalized(turn.GetProperty("text").GetString()!)))];

    /// <summary>Words in lower case, without punctuation.</summary>
    public static string Normalized(string text)
        => string.Join(' ', text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => string.Concat(word.Where(char.IsLetterOrDigit))));
}
