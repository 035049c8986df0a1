using System.Runtime.InteropServices;
using System.Text.Json;
using Speech.Audio.Tests.Support;
using Speech.Functions.Tests.Clients;
using Speech.Functions.Tests.EndToEnd.Support;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Home;

/// <summary>The live microphone of the page, in a real browser whose microphone plays a recording; the built-in segmentation network finds
/// the speech.</summary>
public sealed class LivePageTests
{
    [Fact]
    public async Task The_microphone_is_transcribed_while_it_records()
    {
        NodeClient.RequireBrowser();
        using var folder = new TemporaryFolder();
        var file = folder.PathOf("speech.wav");
        // Two turns of real speech.
        var recording = new BuiltInSample("dialogue").Wav[(Wave.HeaderLength + 2 * 16_000 * 33 / 2)..];
        await File.WriteAllBytesAsync(
            file, Wave.File([.. MemoryMarshal.Cast<byte, short>(recording)[..(16_000 * 13 / 2)], .. new short[16_000 * 4]]),
            TestContext.Current.CancellationToken);
        await using var speech = new GrowingSpeech();
        await using var endpoint = await Endpoint.StartAsync(
            loader: FakeLoader.Of(speech), settings: [("API_TOKEN", "the/token="), ("VAD_FILTER", "true")]);
        var screenshots = Path.Combine(AppContext.BaseDirectory, "screenshots");

        var (exitCode, output, errors) = await NodeClient.RunWithTokenAsync(
            "the/token=", "live.mjs", endpoint.Client.BaseAddress!.ToString(), file, screenshots);

        Assert.True(exitCode == 0, errors + output);
        var seen = JsonElement.Parse(output);
        Assert.Empty(seen.GetProperty("problems").EnumerateArray());
        Assert.Contains("a wrong token", seen.GetProperty("refused").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("The microphone is not available", seen.GetProperty("denied")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("Live", seen.GetProperty("denied")[1].GetString());
        Assert.Equal("Live", Seen("invalid"));
        Assert.NotEmpty(seen.GetProperty("interim").EnumerateArray());
        var text = seen.GetProperty("final").GetString()!;
        Assert.StartsWith("one", text, StringComparison.Ordinal);
        Assert.All(
            seen.GetProperty("interim").EnumerateArray(),
            interim => Assert.StartsWith("one", interim.GetString(), StringComparison.Ordinal));
        Assert.Equal(("Live", "Done."), (Seen("live"), Seen("status")));
        Assert.True(seen.GetProperty("on").GetBoolean());
        Assert.Equal("recording", Seen("recorded"));
        Assert.Equal(" " + text, seen.GetProperty("transcript")[0].GetString());
        Assert.True(seen.GetProperty("recording").GetBoolean());
        Assert.True(speech.Started.TryRead(out var options));
        Assert.Equal(["Ann", "Bob"], options.Hotwords);

        string? Seen(string name) => seen.GetProperty(name).GetString();
    }
}
