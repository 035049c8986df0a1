using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Tests.Clients;
using Speech.Functions.Tests.Fakes;
using Speech.Transcription.Models;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Home;

/// <summary>The features of the page but the microphone, in a real browser; the screenshots are left next to the tests.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task Its_features_work()
    {
        NodeClient.RequireBrowser();
        var speech = new ScriptedSpeech(
            ScriptedSpeech.Segment(1, " Good", " day."), ScriptedSpeech.Segment(4, " How", " are", " you?"),
            ScriptedSpeech.Segment(8, " Fine."));
        var speakers = new FakeSpeakers { Turns = [new(1, 3, "SPEAKER_00"), new(4, 7, "SPEAKER_01"), new(8, 9, "SPEAKER_00")] };
        await using var endpoint = await Endpoint.StartAsync(
            services => services.AddSingleton(FakeSpeakers.Loader(() => Task.FromResult<ISpeakerModel>(speakers))),
            loader: FakeLoader.Of(speech), settings: [("DIARIZATION_MODEL", "fake/pipeline")]);

        var screenshots = Path.Combine(AppContext.BaseDirectory, "screenshots");
        var (exitCode, output, errors) = await NodeClient.RunAsync("page.mjs", endpoint.Client.BaseAddress!.ToString(), screenshots);

        Assert.True(exitCode == 0, errors + output);
        var seen = JsonElement.Parse(output);
        // The browser logs the refused requests.
        Assert.All(
            seen.GetProperty("problems").EnumerateArray(),
            problem => Assert.Matches("40[01]", problem.GetString()));
        Assert.Empty(seen.GetProperty("unnamed").EnumerateArray());
        Assert.StartsWith("Model: fake/model", seen.GetProperty("model").GetString(), StringComparison.Ordinal);
        Assert.Equal(" Good day. How are you? Fine.", seen.GetProperty("partial").GetString());
        Assert.Equal(("Done.", true), (seen.GetProperty("status").GetString(), seen.GetProperty("locked").GetBoolean()));
        Assert.Contains("2 speakers", seen.GetProperty("facts").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            """[["SPEAKER_00"," Good day."],["SPEAKER_01"," How are you?"],["SPEAKER_00"," Fine."]]""",
            seen.GetProperty("turns").GetRawText());
        Assert.Equal((2, true), (seen.GetProperty("colors").GetInt32(), seen.GetProperty("wave").GetBoolean()));
        Assert.Equal([2, 1], seen.GetProperty("lanes").EnumerateArray().Select(lane => lane.GetArrayLength()));
        Assert.Equal("""["Ann","SPEAKER_01","Ann"]""", seen.GetProperty("renamed").GetRawText());
        Assert.Equal("Ann, Bob", seen.GetProperty("hotwords").GetString());
        Assert.Contains("Carla", seen.GetProperty("known").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("""["1 found",["How","are"]]""", seen.GetProperty("hits").GetRawText());
        Assert.Equal("""[" Fine.",8]""", seen.GetProperty("playing").GetRawText());
        Assert.InRange(seen.GetProperty("middle").GetDouble(), 0.45, 0.55);
        Assert.Contains("keeps no jobs", seen.GetProperty("warning").GetString(), StringComparison.Ordinal);
        var query = seen.GetProperty("query");
        Assert.Equal(
            ("translate", "separate", "3", "Dear Ann,"),
            (Query("task"), Query("channels"), Query("num_speakers"), Query("prompt")));
        Assert.Equal("Cancelled.", seen.GetProperty("cancelled").GetString());
        Assert.Equal(
            """["This server requires an API token: enter it in the settings.",true]""", seen.GetProperty("unauthorized").GetRawText());
        var downloads = seen.GetProperty("downloads");
        Assert.Equal("Ann: Good day.\nSPEAKER_01: How are you?\nAnn: Fine.\n", downloads.GetProperty("dialogue.txt").GetString());
        Assert.StartsWith(
            "1\n00:00:01,000 --> 00:00:03,000\nAnn: Good day.\n\n2\n", downloads.GetProperty("dialogue.srt").GetString(),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Ann>Good day.\n", downloads.GetProperty("dialogue.vtt").GetString(),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "SPEAKER audio 1 1.000 2.000 <NA> <NA> Ann", downloads.GetProperty("dialogue.rttm").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            " Good day. How are you? Fine.",
            JsonElement.Parse(downloads.GetProperty("dialogue.json").GetString()!).GetProperty("text").GetString());
        Assert.Equal(("rgb(20, 23, 26)", 0), (seen.GetProperty("dark").GetString(), seen.GetProperty("overflow").GetInt32()));
        Assert.Contains("language must be", seen.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(("dropped.wav", " From a job."), (seen.GetProperty("dropped").GetString(), seen.GetProperty("job").GetString()));
        Assert.All(["page.png", "page-phone.png"], file => Assert.True(new FileInfo(Path.Combine(screenshots, file)).Length > 10_000));

        string? Query(string name) => query.GetProperty(name).GetString();
    }
}
