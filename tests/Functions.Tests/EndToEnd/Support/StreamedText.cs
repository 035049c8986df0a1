using System.Text.Json;
using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>The text of a recording as both routes stream it.</summary>
internal static class StreamedText
{
    /// <summary>Transcribes with events of the native route.</summary>
    /// <returns>The chunks joined, and the text of the result.</returns>
    public static async Task<(string Joined, string Text)> OfNativeRouteAsync(Endpoint endpoint, byte[] wav, int batchSize)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/?batch_size={batchSize}") { Content = Endpoint.Bytes(wav, "audio/wav") };
        request.Headers.Accept.ParseAdd("text/event-stream");
        var events = Events(await endpoint.SendAsync(request));
        var chunks = events.Where(item => item.Name == "chunk").Select(item => item.Data.GetProperty("text").GetString());
        return (string.Concat(chunks), events[^1].Data.GetProperty("text").GetString()!);
    }

    /// <summary>Transcribes with events of OpenAI's route.</summary>
    /// <returns>The deltas joined, and the text of the last event.</returns>
    public static async Task<(string Joined, string Text)> OfOpenAIRouteAsync(Endpoint endpoint, byte[] wav, int batchSize)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(wav), "file", "speech.wav" }, { new StringContent("true"), "stream" },
            { new StringContent($"{batchSize}"), "batch_size" },
        };
        var events = Events(await endpoint.PostAsync(form, "/v1/audio/transcriptions"));
        var deltas = events.SkipLast(1).Select(item => item.Data.GetProperty("delta").GetString());
        return (string.Concat(deltas), events[^1].Data.GetProperty("text").GetString()!);
    }

    private static List<(string? Name, JsonElement Data)> Events(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Body);
        return
        [
            .. answer.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(item => !item.StartsWith(':')).Select(item =>
            {
                var lines = item.Split('\n');
                return (lines.Length > 1 ? lines[0]["event: ".Length..] : null, JsonElement.Parse(lines[^1]["data: ".Length..]));
            }),
        ];
    }
}
