using System.Text.Json;
using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>A segment of a transcript: text, and times in seconds.</summary>
internal sealed record Piece(string Text, double Start, double End)
{
    public Piece Later(double seconds) => new(Text, Math.Round(Start + seconds, 2), Math.Round(End + seconds, 2));
}

/// <summary>The transcript of a response, after checking what holds for every transcript.</summary>
internal sealed record Transcript(string Text, IReadOnlyList<Piece> Chunks)
{
    /// <param name="answer">The answer.</param>
    /// <param name="duration">Length of the audio in seconds.</param>
    public static Transcript Of(Answer answer, double duration)
    {
        Assert.True(answer.Status == 200, $"{answer.Status}: {answer.Body}");
        Assert.Equal("application/json; charset=utf-8", answer.ContentHeaders.ContentType!.ToString());
        Assert.Equal(["speakers", "chunks", "text"], answer.Json.EnumerateObject().Select(member => member.Name).Take(3));
        Assert.Equal(0, answer.Json.GetProperty("speakers").GetArrayLength());
        var chunks = answer.Json.GetProperty("chunks").EnumerateArray().Select(PieceOf).ToList();
        var text = answer.Json.GetProperty("text").GetString()!;
        Assert.Equal(string.Concat(chunks.Select(chunk => chunk.Text)), text);
        var last = 0.0;
        foreach (var chunk in chunks)
        {
            Assert.InRange(chunk.Start, last, chunk.End);
            last = chunk.End;
        }
        Assert.InRange(last, 0, Math.Round(duration, 2));
        return new(text, chunks);
    }

    private static Piece PieceOf(JsonElement chunk)
    {
        Assert.Equal(["text", "timestamp"], chunk.EnumerateObject().Select(member => member.Name));
        var times = chunk.GetProperty("timestamp").EnumerateArray().Select(time => time.GetDouble()).ToArray();
        Assert.Equal(2, times.Length);
        return new(chunk.GetProperty("text").GetString()!, times[0], times[1]);
    }
}
