using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Speech.Functions.Errors;
using Speech.Functions.Requests;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Parameters;
using Speech.Whisper;

namespace Speech.Functions.Tests.Requests;

/// <summary>A body reads the same however it is split on its way.</summary>
public sealed class BodyPieceTests
{
    private static readonly byte[] Audio = Wave.File(Wave.Noise(seed: 3, samples: 150));
    private static readonly ParameterReader Parameters = new(
        new UnknownParameterLog(NullLogger<UnknownParameterLog>.Instance));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Json_split_at_any_position_reads_the_same(bool parametersFirst)
    {
        var text = Encoding.ASCII.GetString(Forms.Json(Audio, """{"language": "es", "x": [1.5e-3, "A"]}""", parametersFirst));
        var body = Encoding.ASCII.GetBytes(
            text.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002b", StringComparison.Ordinal));
        var random = new Random(5);
        for (var longest = 1; longest < 40; longest++)
        {
            await using var into = new PredictBody(new AudioSpool());
            await new JsonBodyReader(new TrickledStream(body, () => random.Next(1, longest + 1)), into).ReadAsync(Stop);
            await ExpectAsync(into);
        }
    }

    [Fact]
    public async Task Json_truncated_at_any_position_is_rejected()
    {
        var body = Forms.Json(Audio, """{"language": "es"}""");
        for (var length = 0; length < body.Length; length++)
        {
            await using var into = new PredictBody(new AudioSpool());
            await Assert.ThrowsAsync<InvalidBodyException>(
                () => new JsonBodyReader(new MemoryStream(body[..length]), into).ReadAsync(Stop));
        }
    }

    [Fact]
    public async Task A_form_split_at_any_position_reads_the_same()
    {
        var body = Forms.Multipart(Audio, """{"language": "es"}""");
        var random = new Random(6);
        for (var longest = 1; longest < 40; longest++)
        {
            await using var into = new PredictBody(new AudioSpool());
            await new MultipartBodyReader(new TrickledStream(body, () => random.Next(1, longest + 1)), Forms.MultipartType, into)
                .ReadAsync(Stop);
            await ExpectAsync(into);
        }
    }

    [Fact]
    public async Task An_endless_member_is_rejected_before_it_fills_the_memory()
    {
        var endless = new TrickledStream([.. "{\"parameters\":\""u8, .. Enumerable.Repeat((byte)'x', 20_000_000)], () => 65_536);
        await using var into = new PredictBody(new AudioSpool());

        await Assert.ThrowsAsync<InvalidBodyException>(() => new JsonBodyReader(endless, into).ReadAsync(Stop));
        Assert.True(endless.Position < 18_000_000);
    }

    [Theory]
    [InlineData("{\"x\":[0", ",0.123456789", 17_000)]
    [InlineData("{\"x\":[\"", "abcdefghijkl", 17_000)]
    public async Task A_member_in_small_packets_is_not_parsed_again_from_its_start_with_each(string start, string part, int count)
    {
        var body = Encoding.ASCII.GetBytes(start + string.Concat(Enumerable.Repeat(part, count)));
        byte[] whole = [.. body, .. start.EndsWith('"') ? "\"]"u8 : "]"u8];
        await using var reader = new JsonStreamReader(new TrickledStream(whole, () => 64));
        await reader.NextAsync<bool>((ref json, out read) => read = json.Read(), Stop);
        await reader.NextAsync<bool>((ref json, out read) => read = json.Read(), Stop);

        await reader.NextAsync<bool>((ref json, out read) => read = json.TrySkip(), Stop);

        Assert.InRange(reader.BytesExamined, 1, 3L * whole.Length);
    }

    private static async Task ExpectAsync(PredictBody body)
    {
        using var bytes = new MemoryStream();
        await body.Audio.Rewind().CopyToAsync(bytes, Stop);
        Assert.Equal(Audio, bytes.ToArray());
        Assert.Equal("es", Parameters.Read(body.Parameters).Language);
    }
}
