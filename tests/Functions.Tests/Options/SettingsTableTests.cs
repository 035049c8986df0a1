using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Speech.Functions.Options;
using Speech.Functions.Tests.Architecture;
using Speech.Hub.Settings;
using Speech.Storage.Options;
using Speech.TestSupport;
using Speech.Transcription.Formats;
using Speech.Transcription.Options;

namespace Speech.Functions.Tests.Options;

/// <summary>The table of settings in the README and <c>local.settings.sample.json</c> state what the options classes state.</summary>
public sealed class SettingsTableTests
{
    private const string Readme = "src/Functions/README.md";

    /// <summary>Names in the sample that are not settings of the program, each with its reader.</summary>
    private static readonly Dictionary<string, string> OfOthers = new()
    {
        ["FUNCTIONS_WORKER_RUNTIME"] = "the functions host: which worker it starts",
        ["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "the functions host: its own limit of a request body",
        ["AzureWebJobsDisableHomepage"] = "the functions host: leaves GET / to the program",
    };

    /// <summary>Settings whose value in the sample is an example, or that the sample leaves out; each with the reason.</summary>
    private static readonly Dictionary<string, string> NotDefault = new()
    {
        ["API_TOKEN"] = "an open endpoint is a decision: a blank token is refused",
        ["AzureWebJobsStorage"] = "the functions host needs a storage account: the emulator",
    };

    private static readonly Dictionary<string, string> NotInSample = new()
    {
        ["AzureWebJobsStorage__accountName"] = "the connection string takes its place",
        ["AzureWebJobsStorage__clientId"] = "the connection string takes its place",
    };

    /// <summary>Variables of the Hub client that are variants of documented ones, or belong to the operating system.</summary>
    private static readonly HashSet<string> HubVariants =
    [
        "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN_PATH", "TRANSFORMERS_OFFLINE", "XDG_CACHE_HOME", "HOME", "USERPROFILE",
    ];

    private static readonly Dictionary<string, (string Default, SettingProperty Property)> Settings = OptionsClasses.All
        .SelectMany(type => SettingProperty.Of(type)
            .Select(property => (property, text: property.TextOf(Activator.CreateInstance(type)!) ?? "")))
        .ToDictionary(pair => pair.property.Name, pair => (pair.text, pair.property));

    [Fact]
    public void The_table_lists_every_setting()
        => Assert.Equal(Settings.Keys.Concat(HubNames()).Order(), Table().Keys.Order());

    [Fact]
    public void The_table_has_the_defaults_of_the_options()
        => Assert.Equal(
            Settings.OrderBy(setting => setting.Key).Select(setting => $"{setting.Key}: {DefaultOf(setting.Value)}"),
            Table().Where(row => Settings.ContainsKey(row.Key)).OrderBy(row => row.Key).Select(row => $"{row.Key}: {row.Value.Default}"));

    [Fact]
    public void The_table_has_the_ranges_of_the_options()
        => Assert.Equal(
            Settings.OrderBy(setting => setting.Key).Select(setting => $"{setting.Key}: {RangeOf(setting.Value.Property)}"),
            Table().Where(row => Settings.ContainsKey(row.Key)).OrderBy(row => row.Key).Select(row => $"{row.Key}: {row.Value.Range}"));

    [Fact]
    public void The_table_mentions_every_alias()
    {
        var aliases = Settings.Values.Where(setting => setting.Property.Alias is not null).Select(setting => setting.Property).ToList();
        Assert.NotEmpty(aliases);
        Assert.All(aliases, property => Assert.Contains($"`{property.Alias}`", Table()[property.Name].Meaning, StringComparison.Ordinal));
    }

    [Fact]
    public void The_sample_lists_every_setting()
        => Assert.Equal(
            Settings.Keys.Except(NotInSample.Keys).Concat(HubNames()).Concat(OfOthers.Keys).Order(), Sample().Keys.Order());

    [Fact]
    public void The_sample_has_the_defaults_of_the_options()
    {
        var sample = Sample();
        var expected = Settings.Where(setting => sample.ContainsKey(setting.Key) && !NotDefault.ContainsKey(setting.Key)).ToList();
        Assert.Equal(
            expected.Select(setting => $"{setting.Key}: {setting.Value.Default}"),
            expected.Select(setting => $"{setting.Key}: {sample[setting.Key]}"));
    }

    [Fact]
    public void The_page_of_limits_has_every_limit_of_requests_with_its_default()
    {
        var rows = Repository.ReadLines("src/Functions/LIMITS.md").Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .SelectMany(cells => Plain(cells[2]).Split(", ").Zip(Plain(cells[3]).Split(", ")))
            .Where(row => Settings.ContainsKey(row.First)).ToList();

        Assert.All(rows, row => Assert.Equal($"{row.First}: {Settings[row.First].Default}", $"{row.First}: {row.Second}"));
        var limits = SettingProperty.Of(typeof(RequestLimitOptions)).Select(property => property.Name);
        Assert.Empty(limits.Except(rows.Select(row => row.First)));
    }

    [Fact]
    public void Every_test_of_the_threat_model_exists()
    {
        var named = Repository.ReadLines(".github/SECURITY.md").SelectMany(line => line.Split('`')).Where(
            word => word.EndsWith("Tests", StringComparison.Ordinal)).Distinct().ToList();
        var files = Directory.EnumerateFiles(RepositoryFolder.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();

        Assert.True(named.Count > 20);
        Assert.Empty(named.Except(files));
    }

    private static string DefaultOf((string Default, SettingProperty Property) setting)
        => setting.Property.Rules.Any(rule => rule is RequiredAttribute) ? "required" : setting.Default is "" ? "none" : setting.Default;

    private static string RangeOf(SettingProperty property)
    {
        var off = Nullable.GetUnderlyingType(property.Type) is null ? "" : ", off";
        if (property.Type.IsEnum) return string.Join(", ", Enum.GetNames(property.Type).Select(name => name.ToLowerInvariant()));
        return string.Join(", ", property.Rules.Select(rule => rule switch
        {
            RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}{off}"),
            NumberListAttribute list => string.Create(CultureInfo.InvariantCulture, $"{list.Minimum} to {list.Maximum} each"),
            AllowedValuesAttribute allowed => string.Join(", ", allowed.Values),
            TranscriptFormatListAttribute => string.Join(", ", TranscriptFormats.All.Select(TranscriptFormats.ExtensionOf)) + ", or none",
            _ => "",
        }));
    }

    /// <summary>The rows of the table by name; a row may have several names, with one default for all or one for each.</summary>
    private static Dictionary<string, (string Default, string Range, string Meaning)> Table()
    {
        var rows = new Dictionary<string, (string, string, string)>();
        var lines = Repository.ReadLines(Readme).SkipWhile(line => line != "## Settings")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal));
        foreach (var cells in lines.Select(line => line.Split('|', StringSplitOptions.TrimEntries)))
        {
            var (names, defaults) = (Plain(cells[1]).Split(", "), Plain(cells[2]).Split(", "));
            foreach (var (index, name) in names.Index())
                rows.Add(name, (defaults.Length == names.Length ? defaults[index] : defaults.Single(), Plain(cells[3]), cells[4]));
        }
        return rows;
    }

    private static string Plain(string cell) => cell.Replace("`", "", StringComparison.Ordinal);

    private static Dictionary<string, string> Sample()
        => JsonElement.Parse(string.Concat(Repository.ReadLines("local.settings.sample.json"))).GetProperty("Values")
            .EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!);

    /// <summary>The documented variables of the Hub client, which reads them by itself.</summary>
    private static IEnumerable<string> HubNames()
    {
        var names = new HashSet<string>();
        HubOptions.FromEnvironment(name =>
        {
            names.Add(name);
            return null;
        });
        return names.Except(HubVariants);
    }
}
