using System.Diagnostics;
using System.Text.Json;
using Speech.Diarization.Loading;
using Speech.Diarization.Tests.Networks;

namespace Speech.Diarization.Tests.Loading;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("", "null")]
    [InlineData("# nothing\n\n", "null")]
    [InlineData("a: 1\nb: 2.5\nc: text", """{"a":1,"b":2.5,"c":"text"}""")]
    [InlineData("---\na:\n  b:\n    c: true\n  d: False\ne: ~\nf:\n", """{"a":{"b":{"c":true},"d":false},"e":null,"f":null}""")]
    [InlineData("a: 3.1.0   # a version\nb: 'it''s # no comment'\nc: \"x\\ny\"", """{"a":"3.1.0","b":"it's # no comment","c":"x\ny"}""")]
    [InlineData("a:\n- 1\n- 2\nb:\n  - x: 1\n    y: 2\n  -\n    z: 3\n  - - 4\n    - 5",
        """{"a":[1,2],"b":[{"x":1,"y":2},{"z":3},[4,5]]}""")]
    [InlineData("- a\n- b: [1, [2, 'x, y'], {c: d}]\n- []\n- {}", """["a",{"b":[1,[2,"x, y"],{"c":"d"}]},[],{}]""")]
    [InlineData("a: it's\r\nb: http://x/y#z\r\nc: a:b\r\nd: -1e-3", """{"a":"it's","b":"http://x/y#z","c":"a:b","d":-0.001}""")]
    [InlineData("'a b': 1\n\"c\": 2\n3: x", """{"a b":1,"c":2,"3":"x"}""")]
    [InlineData("a: '1'\nb: \"true\"\nc: 'null'", """{"a":"1","b":"true","c":"null"}""")]
    [InlineData("%YAML 1.2\n---\na: |\n  two\n  lines\nb: >\n  one\n  line\nc: \"\\x41\"",
        """{"a":"two\nlines\n","b":"one line\n","c":"A"}""")]
    public void Reads_supported_YAML(string yaml, string json) =>
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(json)),
            JsonSerializer.Serialize(WithStringKeys(YamlReader.Read(yaml, "x.yaml"))));

    [Theory]
    [InlineData("a: &x [1]\nb: *x")]
    [InlineData("a: &x 1")]
    [InlineData("&x a: 1")]
    [InlineData("a: *x")]
    [InlineData("a: 1\n*x : 2")]
    [InlineData("<<: *x")]
    [InlineData("a: !!python/object:os.system x")]
    [InlineData("a: !<tag:yaml.org,2002:str> x")]
    [InlineData("!!map {a: 1}")]
    [InlineData("!!str a: 1")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("a: 1\n...\n---\nb: 2")]
    [InlineData("a:\n\tb: 1")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: {b: 1, b: 2}")]
    [InlineData("a: 1\n  b: 2")]
    [InlineData("  a: 1\nb: 2")]
    [InlineData("a: [1, 2")]
    [InlineData("a: {b: 1")]
    [InlineData("a: 'open")]
    [InlineData("a: \"open")]
    [InlineData("a: \"\\q\"")]
    [InlineData("a: \"\\UFFFFFFFF\"")]
    [InlineData("a: \"\\x\"")]
    [InlineData("a: [1] 2")]
    [InlineData("a: b: c")]
    [InlineData("a: 1\nnot a key")]
    [InlineData("[a]: 1\n? x")]
    [InlineData("{a: 1}: 2")]
    public void Rejects_malformed_and_refused_YAML_with_its_line(string yaml) =>
        Assert.Contains("x.yaml: line ", Assert.Throws<DiarizationModelException>(() => YamlReader.Read(yaml, "x.yaml")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Rejects_deep_nesting_in_every_form()
    {
        string[] forms =
        [
            string.Join('\n', Enumerable.Range(0, 400).Select(i => $"{new string(' ', i)}a:")),
            string.Concat(Enumerable.Repeat("- ", 10_000)) + "x",
            string.Concat(Enumerable.Repeat("? ", 10_000)) + "x",
            "a: " + new string('[', 100_000),
            "a: " + string.Concat(Enumerable.Repeat("{a: ", 10_000)),
        ];
        foreach (var form in forms) Assert.Throws<DiarizationModelException>(() => YamlReader.Read(form, "x.yaml"));
    }

    [Theory]
    [InlineData("[", "a, ", "]")]
    [InlineData("{", "a, ", "}")]
    [InlineData("", "- a\n", "")]
    [InlineData("[", "[], ", "]")]
    public void Rejects_documents_with_too_many_nodes(string start, string node, string end)
    {
        var yaml = start + string.Concat(Enumerable.Repeat(node, 20_000)) + end;
        var fault = Assert.Throws<DiarizationModelException>(() => YamlReader.Read(yaml, "x.yaml"));
        Assert.True(fault.Message.Length < 200, fault.Message);
    }

    [Fact]
    public void Rejects_files_that_are_too_long_or_not_UTF_8()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.Sub("long.yaml"), new byte[300_000]);
        File.WriteAllBytes(folder.Sub("bytes.yaml"), [(byte)'a', (byte)':', (byte)' ', 0xff]);

        Assert.Throws<DiarizationModelException>(() => YamlFile.Read(folder.Path, "long.yaml"));
        Assert.Throws<DiarizationModelException>(() => YamlFile.Read(folder.Path, "bytes.yaml"));
    }

    [Fact]
    public void A_thousand_mutated_pipelines_are_read_or_rejected_quickly_and_with_little_memory()
    {
        var random = new Random(20240607);
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(Path.Combine(NetworkGolden.Checkpoint("speaker-diarization-community-1"), "config.yaml"));
        var (read, rejected) = (0, 0);
        for (var i = 0; i < 1000; i++)
        {
            File.WriteAllBytes(folder.Sub("config.yaml"), Mutate(whole, random));
            var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            try
            {
                _ = PipelineConfig.Read(folder.Path);
                read++;
            }
            catch (DiarizationModelException)
            {
                rejected++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"mutation {i} took {clock.Elapsed}");
        }

        Assert.True(read > 50 && rejected > 200, $"{read} read, {rejected} rejected: the mutations are too weak or too strong");
    }

    private static byte[] Mutate(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        var marks = "{}[]:,-#'\"&*!|> \n\t\\%~\0\u00e9"u8;
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes.Insert(at, marks[random.Next(marks.Length)]); break;
                case 2: bytes.RemoveRange(at, random.Next(Math.Min(20, bytes.Count - at))); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(40, bytes.Count - at)))); break;
                default: bytes[at] = marks[random.Next(marks.Length)]; break;
            }
        }

        return [.. bytes];
    }

    private static object? WithStringKeys(object? value) => value switch
    {
        Dictionary<object, object?> map => map.ToDictionary(pair => (string)pair.Key, pair => WithStringKeys(pair.Value)),
        List<object?> list => list.Select(WithStringKeys).ToList(),
        _ => value,
    };
}
