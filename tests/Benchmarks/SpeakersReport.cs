using System.Text.Json;
using Speech.TestSupport.Scoring;

namespace Speech.Benchmarks;

/// <summary>Diarization error rate and cpWER of a running endpoint.</summary>
internal static class SpeakersReport
{
    /// <param name="endpoint">Base address of an endpoint with a diarization model.</param>
    /// <param name="folder">Recordings NAME.wav, each with NAME.rttm (speaker turns) and NAME.tsv (speaker, tab, text; in order).</param>
    public static async Task<int> PrintAsync(string endpoint, string folder)
    {
        using var client = new HttpClient { BaseAddress = new Uri(endpoint), Timeout = TimeSpan.FromMinutes(30) };
        var scores = new List<Score>();
        Console.WriteLine("| recording | speakers | detected | DER | missed | false alarm | confusion | DER, number given | cpWER |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var audio in Directory.EnumerateFiles(folder, "*.wav").Order())
        {
            var score = await ScoreAsync(client, audio);
            var error = score.Automatic;
            Console.WriteLine($"| {Path.GetFileNameWithoutExtension(audio)} | {score.Speakers} | {score.Detected} | {error.Rate:P1} "
                + $"| {error.Missed / error.Total:P1} | {error.FalseAlarm / error.Total:P1} | {error.Confusion / error.Total:P1} "
                + $"| {score.Constrained.Rate:P1} | {score.Words.Rate:P1} |");
            scores.Add(score);
        }

        Console.WriteLine();
        Console.WriteLine($"DER {Rate(scores, score => score.Automatic):P1}, "
            + $"with the number of speakers given {Rate(scores, score => score.Constrained):P1}; "
            + $"number of speakers correct in {scores.Count(score => score.Speakers == score.Detected)} of {scores.Count}; "
            + $"cpWER {(double)scores.Sum(score => score.Words.Errors) / scores.Sum(score => score.Words.Words):P1}. "
            + "No collar, overlap included.");
        return 0;
    }

    private static double Rate(List<Score> scores, Func<Score, DiarizationError> of)
        => scores.Select(of).Sum(error => error.Missed + error.FalseAlarm + error.Confusion) / scores.Select(of).Sum(error => error.Total);

    private static async Task<Score> ScoreAsync(HttpClient client, string audio)
    {
        var reference = SpokenTurn.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(audio, ".rttm")));
        var words = (await File.ReadAllLinesAsync(Path.ChangeExtension(audio, ".tsv")))
            .Select(line => line.Split('\t')).Select(parts => (parts[0], parts[1]));
        var speakers = reference.Select(turn => turn.Speaker).Distinct().Count();
        var (automatic, constrained) = (await PostAsync(client, audio, ""), await PostAsync(client, audio, $"&num_speakers={speakers}"));
        var turns = Turns(automatic);
        var recognized = automatic.GetProperty("speakers").EnumerateArray()
            .Select(passage => (passage.GetProperty("speaker").GetString()!, passage.GetProperty("text").GetString()!));
        return new(speakers, turns.Select(turn => turn.Speaker).Distinct().Count(), DiarizationError.Score(reference, turns, new()),
            DiarizationError.Score(reference, Turns(constrained), new()), SpeakerWordError.Score(words, recognized));
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string audio, string parameters)
    {
        using var content = new ByteArrayContent(await File.ReadAllBytesAsync(audio));
        content.Headers.ContentType = new("audio/wav");
        using var response = await client.PostAsync($"predict?return_turns=true{parameters}", content);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonElement.Parse(body)
            : throw new InvalidOperationException($"{(int)response.StatusCode}: {body}");
    }

    private static List<SpokenTurn> Turns(JsonElement answer)
        => [.. from turn in answer.GetProperty("turns").EnumerateArray()
               let times = turn.GetProperty("timestamp")
               select new SpokenTurn(times[0].GetDouble(), times[1].GetDouble(), turn.GetProperty("speaker").GetString()!)];

    private sealed record Score(
        int Speakers, int Detected, DiarizationError Automatic, DiarizationError Constrained, SpeakerWordError Words);
}
