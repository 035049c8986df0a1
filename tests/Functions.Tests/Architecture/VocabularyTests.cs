using System.Text.RegularExpressions;

namespace Speech.Functions.Tests.Architecture;

/// <summary>Names, comments, messages and pages use the words of the field, and lines stay within 140 columns.</summary>
public sealed partial class VocabularyTests
{
    private const int MaxColumns = 140;

    /// <summary>Literal uses: file, word, reason.</summary>
    private static readonly (string File, string Word, string Reason)[] Allowed =
    [
        ("src/Functions/Hosting/StartupMessage.cs", "listening", "a server listens on an address"),
        ("infra/modules/app.bicep", "listens", "a server listens on an address"),
        ("src/Functions/README.md", "voice", "the former name of a setting, still accepted"),
        ("src/Transcription/Options/ModelOptions.cs", "voice", "the former name of a setting, still accepted"),
        ("tests/Chaos/Support/HostProcess.cs", "listening", "a server listens on an address"),
        ("tests/Benchmarks/StartReport.cs", "listening", "a server listens on an address"),
        ("tests/Functions.Tests/EndToEnd/KilledHostTests.cs", "listening", "a server listens on an address"),
        ("tests/Functions.Tests/EndToEnd/Support/HostProcess.cs", "listening", "a server listens on an address"),
        ("tests/Functions.Tests/Hosting/StartupMessageTests.cs", "listening", "a server listens on an address"),
        ("tests/Functions.Tests/Inputs/MediaServer.cs", "listen", "a server listens on an address"),
        ("tests/Functions.Tests/Options/EndpointOptionsTests.cs", "voice", "the former name of a setting, still accepted"),
        ("tests/Infra.Tests/Settings/Names.cs", "voice", "the former name of a setting, still accepted"),
        ("tests/Demo/training/README.md", "voices", "the name of a script and of its option: synthetic voices"),
    ];

    [Fact]
    public void Sources_and_pages_use_the_words_of_the_field()
    {
        var found = Files(".cs", ".md", ".js", ".mjs", ".html", ".bicep", ".bicepparam")
            .Where(file => !file.EndsWith($"{nameof(VocabularyTests)}.cs", StringComparison.Ordinal)).SelectMany(BannedWords).ToList();
        Assert.True(found.Count == 0, string.Join("\n", found));
    }

    [Fact]
    public void Lines_have_at_most_140_columns()
    {
        var found = Files(".cs", ".js", ".mjs", ".html", ".bicep", ".bicepparam")
            .SelectMany(file => Repository.ReadLines(file).Select((line, index) => (line, at: $"{file}:{index + 1}")))
            .Where(pair => pair.line.Length > MaxColumns).Select(pair => $"{pair.at}: {pair.line.Length} columns").ToList();
        Assert.True(found.Count == 0, string.Join("\n", found));
    }

    [Fact]
    public void Every_exception_is_still_needed()
        => Assert.DoesNotContain(Allowed, entry => !Repository.ReadLines(entry.File).Any(line => Words(line).Contains(entry.Word)));

    [Theory]
    [InlineData("public void HearStart()", "hear")]
    [InlineData("/// Nobody is told.", "nobody, told")]
    [InlineData("var voicesOfSpeakers = 1;", "voices")]
    [InlineData("// voice activity detection; the listener", "")]
    public void Words_are_found_inside_identifiers_too(string line, string expected)
        => Assert.Equal(expected, string.Join(", ", Words(line)));

    private static IEnumerable<string> Files(params string[] extensions)
        => extensions.SelectMany(extension => Repository.Files("", extension));

    private static IEnumerable<string> BannedWords(string file) => Repository.ReadLines(file)
        .SelectMany((line, index) => Words(line)
            .Where(word => !Array.Exists(Allowed, entry => entry.File == file && entry.Word == word))
            .Select(word => $"{file}:{index + 1}: \"{word}\" in: {line.Trim()}"));

    private static IEnumerable<string> Words(string line)
        => Banned().Matches(Hump().Replace(line, " ")).Select(match => match.Value.ToLowerInvariant());

    /// <summary>The boundary between two words of an identifier.</summary>
    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|_")]
    private static partial Regex Hump();

    [GeneratedRegex(
        @"\b(hears?|heard|hearing|listens?|listened|listening|told|tells?|voices?(?! activity)|so many|wish(es|ed)?|lots?|brings?|brought"
        + @"|curiosity|hopes?|remember(s|ed)?|doubtful|somebody|anybody|nobody|everybody|whoever|speaks|believe[sd]?|trusts?|beside)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Banned();
}
