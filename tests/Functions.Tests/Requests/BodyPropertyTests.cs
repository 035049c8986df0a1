using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Speech.Functions.Errors;
using Speech.Functions.Requests;
using Speech.Transcription.Parameters;
using Speech.Whisper;

namespace Speech.Functions.Tests.Requests;

/// <summary>Laws of the parsers of bodies, over random inputs in random packets.</summary>
public sealed class BodyPropertyTests
{
    private const int Runs = 300;

    // The same inputs in every run of the tests; a failure prints a smaller one.
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(Runs).WithReplay(27, 2027);

    private static readonly ParameterReader Parameters = new(
        new UnknownParameterLog(NullLogger<UnknownParameterLog>.Instance));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Json_of_any_members_and_packets_gives_its_audio_and_parameters() => Check(
        (byte[] audio, NonNull<string>[] names, NonNull<string> value, PositiveInt packet) =>
        {
            var others = names.Select(name => name.Get).Distinct().Where(name => name is not ("inputs" or "parameters")).ToList();
            var body = new JsonObject();
            foreach (var name in others) body[name] = new JsonArray(value.Get, new JsonObject { ["inputs"] = value.Get });
            body.Insert(names.Length % (body.Count + 1), "inputs", Convert.ToBase64String(audio));
            body.Insert(packet.Get % (body.Count + 1), "parameters", new JsonObject { ["prompt"] = value.Get });
            // Escapes everything but ASCII, and plus signs of base64.
            var read = ReadJson(JsonSerializer.SerializeToUtf8Bytes(body), packet.Get);

            return read.Audio.SequenceEqual(audio) && read.Prompt == PromptOf(body["parameters"]!["prompt"]!.GetValue<string>());
        });

    [Fact]
    public void Json_with_a_few_wrong_characters_is_read_or_refused_like_a_json_parser_does()
    {
        var outcomes = new List<bool>();
        FsCheck.Check.One(Config.WithMaxTest(10 * Runs), Prop.ForAll(
            ArbMap.Default.ArbFor<PositiveInt>(), AlmostBodies().ToArbitrary(),
            (packet, text) =>
            {
                outcomes.Add(IsAccepted(text, packet.Get));
                return outcomes[^1] == IsBody(text);
            }));

        Assert.InRange(outcomes.Average(isAccepted => isAccepted ? 1 : 0), 0.1, 0.9);
    }

    [Fact]
    public void Any_bytes_are_a_form_or_are_refused() => Check((byte[] bytes, NonNull<string> text, PositiveInt packet) =>
    {
        byte[][] bodies =
        [
            bytes, Encoding.UTF8.GetBytes("--x\r\n" + text.Get),
            [.. "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"u8, .. bytes],
            [.. "--x\r\n"u8, .. Encoding.UTF8.GetBytes(text.Get), .. "\r\n\r\nvalue\r\n--x--\r\n"u8],
        ];
        foreach (var body in bodies) Try(() => ReadForm(body, packet.Get));
        return true;
    });

    [Fact]
    public void A_form_of_any_fields_and_packets_gives_them_back() => Check(
        (byte[] audio, NonNull<string> value, bool audioFirst, PositiveInt packet) =>
        {
            byte[] file = [.. "--b-1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"u8, .. audio, .. "\r\n"u8];
            byte[] field = [.. "--b-1\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n"u8, .. Encoding.UTF8.GetBytes(value.Get),
                .. "\r\n"u8];
            byte[] body = [.. audioFirst ? file : field, .. audioFirst ? field : file, .. "--b-1--\r\n"u8];
            var read = ReadForm(body, packet.Get, "b-1");

            return read.Audio.SequenceEqual(audio) && read.Prompt == PromptOf(value.Get.TrimStart('\uFEFF'));
        });

    private static void Check<T1, T2, T3>(Func<T1, T2, T3, bool> holds) => FsCheck.Check.One(Config, Prop.ForAll<T1, T2, T3>(
        (first, second, third) => holds(first, second, third)));

    private static void Check<T1, T2, T3, T4>(Func<T1, T2, T3, T4, bool> holds) => FsCheck.Check.One(Config, Prop.ForAll(
        ArbMap.Default.ArbFor<(T1, T2, T3, T4)>(), one => holds(one.Item1, one.Item2, one.Item3, one.Item4)));

    /// <summary>Bodies in which up to two characters were removed, added or replaced.</summary>
    private static Gen<string> AlmostBodies()
    {
        var inputs = Gen.Elements("\"inputs\":\"AAAA\"", "\"inputs\" : \"Uk\\/G\\u0052g=\\u003d\"", "\"\\u0069nputs\":\"A A\\nA=\"");
        var other = Gen.Elements(
            "\"parameters\":{\"prompt\":\"é\"}", "\"parameters\":null", "\"x\": [1e5,-0,{\"inputs\":\"\"}, true]", "\"\\u00e9\\\"\":\"\"",
            "\"\":{}");
        var change = from position in Gen.Choose(0, 999)
                     from removed in Gen.Choose(0, 1)
                     from added in Gen.Elements("", "{", "}", "[", "]", ":", ",", " ", "\"", "\\", "0", "A", "e", "n", "=", "é")
                     select (position, removed, added);
        return from first in other
               from second in inputs
               from third in other
               from count in Gen.Choose(0, 2)
               from changes in change.ListOf(count)
               select changes.Aggregate(
                   $"{{{first},{second},{third}}}",
                   (text, one) =>
                   {
                       var position = one.position % text.Length;
                       return text[..position] + one.added + text[(position + one.removed)..];
                   });
    }

    private static bool IsAccepted(string text, int packet) => Try(() => ReadJson(Encoding.UTF8.GetBytes(text), packet));

    /// <summary>False where the body was refused; any other exception fails the test.</summary>
    private static bool Try(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception exception) when (exception is InvalidBodyException or ParameterException)
        {
            return false;
        }
    }

    /// <summary>Whether the text is a JSON object with one text <c>inputs</c> in base64, and no parameters but objects.</summary>
    private static bool IsBody(string text)
    {
        try
        {
            var body = JsonElement.Parse(text);
            if (body.ValueKind is not JsonValueKind.Object) return false;
            var members = body.EnumerateObject().ToLookup(member => member.Name, member => member.Value);
            return members["inputs"].Count() == 1 && members["inputs"].Single() is { ValueKind: JsonValueKind.String } inputs
                && Base64.IsValid(inputs.GetString())
                && members["parameters"].All(parameters => parameters.ValueKind is JsonValueKind.Object or JsonValueKind.Null);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static (byte[] Audio, string? Prompt) ReadJson(byte[] body, int packet)
        => Read(body, packet, (stream, into) => new JsonBodyReader(stream, into).ReadAsync(Stop));

    private static (byte[] Audio, string? Prompt) ReadForm(byte[] body, int packet, string boundary = "x")
        => Read(body, packet, (stream, into)
            => new MultipartBodyReader(stream, $"multipart/form-data; boundary={boundary}", into).ReadAsync(Stop));

    private static (byte[] Audio, string? Prompt) Read(byte[] body, int packet, Func<Stream, PredictBody, Task> readAsync)
    {
        using var stream = new TrickledStream(body, () => packet);
        var into = new PredictBody(new AudioSpool());
        // The streams are in memory: nothing waits.
        readAsync(stream, into).GetAwaiter().GetResult();
        var audio = (MemoryStream)into.Audio.Rewind();
        return (audio.ToArray(), PromptOf(into.Parameters));
    }

    private static string? PromptOf(string text)
    {
        var parameters = new RawParameters();
        parameters.Add("prompt", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        return PromptOf(parameters);
    }

    private static string? PromptOf(RawParameters parameters) => Parameters.Read(parameters).Prompt;
}
