using System.Text.Json;
using Speech.TestSupport.Scoring;

namespace Speech.Benchmarks;

/// <summary>How right a running endpoint is about who speaks when and who says what.</summary>
internal static class SpeakersReport
{
    /// <param name="endpoint">With a diarization model.</param>
    /// <param name="folder">Recordings NAME.wav, each with NAME.rttm (who speaks when) and NAME.tsv (speaker, tab, text; in order).</param>
    public static async Task<int> PrintAsync(string endpoint, string folder)
    {
        using var client = new HttpClient { BaseAddress = new Uri(endpoint), Timeout = TimeSpan.FromMinutes(30) };
        var scores = new List<Score>();
        Console.WriteLine("| recording | speakers | found | DER | missed | false | confused | DER, number given | cpWER |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var audio in Directory.EnumerateFiles(folder, "*.wav").Order())
        {
            var score = await ScoreAsync(client, audio);
            Console.WriteLine($"| {Path.GetFileNameWithoutExtension(audio)} | {score.Speakers} | {score.Found} | {score.Free.Rate:P1} | {score.Free.Missed / score.Free.Total:P1} | {score.Free.FalseAlarm / score.Free.Total:P1} | {score.Free.Confusion / score.Free.Total:P1} | {score.Told.Rate:P1} | {score.Words.Rate:P1} |");
            scores.Add(score);
        }

        Console.WriteLine();
        Console.WriteLine($"DER {Rate(scores, score => score.Free):P1}, with the number of speakers given {Rate(scores, score => score.Told):P1}; number right in {scores.Count(score => score.Speakers == score.Found)} of {scores.Count}; "
            + $"cpWER {(double)scores.Sum(score => score.Words.Errors) / scores.Sum(score => score.Words.Words):P1}. No collar, overlap scored.");
        return 0;
    }

    private static double Rate(List<Score> scores, Func<Score, DiarizationError> of)
        => scores.Select(of).Sum(error => error.Missed + error.FalseAlarm + error.Confusion) / scores.Select(of).Sum(error => error.Total);

    private static async Task<Score> ScoreAsync(HttpClient client, string audio)
    {
        var reference = SpokenTurn.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(audio, ".rttm")));
        var said = (await File.ReadAllLinesAsync(Path.ChangeExtension(audio, ".tsv"))).Select(line => line.Split('\t')).Select(parts => (parts[0], parts[1]));
        var speakers = reference.Select(turn => turn.Speaker).Distinct().Count();
        var (free, told) = (await AskAsync(client, audio, ""), await AskAsync(client, audio, $"&num_speakers={speakers}"));
        var turns = Turns(free);
        var heard = free.GetProperty("speakers").EnumerateArray().Select(one => (one.GetProperty("speaker").GetString()!, one.GetProperty("text").GetString()!));
        return new(speakers, turns.Select(turn => turn.Speaker).Distinct().Count(), DiarizationError.Score(reference, turns, new()),
            DiarizationError.Score(reference, Turns(told), new()), SpeakerWordError.Score(said, heard));
    }

    private static async Task<JsonElement> AskAsync(HttpClient client, string audio, string parameters)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(audio));
        content.Headers.ContentType = new("audio/wav");
        using var answer = await client.PostAsync($"predict?return_turns=true{parameters}", content);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(body) : throw new InvalidOperationException($"{(int)answer.StatusCode}: {body}");
    }

    private static List<SpokenTurn> Turns(JsonElement answer)
        => [.. from turn in answer.GetProperty("turns").EnumerateArray()
               let times = turn.GetProperty("timestamp")
               select new SpokenTurn(times[0].GetDouble(), times[1].GetDouble(), turn.GetProperty("speaker").GetString()!)];

    private sealed record Score(int Speakers, int Found, DiarizationError Free, DiarizationError Told, SpeakerWordError Words);
}
