using System.Globalization;
using Speech.Evaluation.Corpus;
using Speech.Evaluation.Reports;
using Speech.Evaluation.Running;
using Speech.TestSupport;

namespace Speech.Evaluation.Commands;

/// <summary><c>run SETTING...</c>: transcribes the recordings with each setting, scores and stores the results.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var line = new CommandLine(arguments, "model", "diarization", "data", "sets", "limit", "only", "output", "decoder");
        var data = line.Find("data") ?? DefaultPaths.Data;
        var output = Directory.CreateDirectory(line.Find("output") ?? DefaultPaths.Output).FullName;
        var all = new SampleReader(data).Read();
        var samples = Select(all, line);
        using var folder = new TempFolder();
        var audio = await SpliceAsync(samples, folder.Path);
        if (line.Find("decoder") == "ffmpeg") await DecodeAsync(samples, audio, folder.Path);
        foreach (var setting in line.Values.DefaultIfEmpty("fp32").Select(Setting.Parse))
        {
            Console.WriteLine($"{setting.Name}: {samples.Count} recordings");
            var settings = new Dictionary<string, string>
            {
                ["ASR_MODEL"] = line.Find("model") ?? DefaultPaths.ModelIn(data),
                // Blank: the endpoint's default.
                ["DIARIZATION_MODEL"] = line.Find("diarization") ?? (samples.Any(sample => sample.TurnsFile is not null) ? "" : "none"),
            };
            foreach (var (name, value) in setting.Environment) settings[name] = value;
            var results = ResultScorer.Score(samples, await TranscribeAsync(samples));
            // A clip that has no word alone either is no loss.
            var lost = results.SelectMany(result => result.LostClips).ToHashSet();
            var alone = lost.Count == 0 ? new HashSet<string>()
                : ResultScorer.WithWords(await TranscribeAsync([.. all.Where(sample => lost.Contains(sample.Id))]));
            ResultFiles.Save(
                [.. results.Select(result => result with { LostClips = [.. result.LostClips.Where(alone.Contains)] })],
                Path.Combine(output, setting.FileName));

            Task<IReadOnlyList<JobAnswer>> TranscribeAsync(IReadOnlyList<Sample> recordings)
                => WorkerProcess.RunAsync(new(settings, JobPlanner.Plan(recordings, audio, setting)), folder.Path);
        }
        return 0;
    }

    private static IReadOnlyList<Sample> Select(IReadOnlyList<Sample> samples, CommandLine line)
    {
        var sets = (line.Find("sets") ?? "clips,long,nonspeech").Split(',').Select(set => Enum.Parse<SampleSet>(set, ignoreCase: true));
        var only = line.Find("only") is { } file ? TranscriptFile.Read(file).Keys.ToHashSet() : null;
        var limit = line.Find("limit") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : (int?)null;
        return [.. sets.SelectMany(set => Of(set).Where(sample => only?.Contains(sample.Id) != false).Take(limit ?? int.MaxValue))];

        IEnumerable<Sample> Of(SampleSet set) => set is SampleSet.Splices
            ? RandomSplices.Of([.. samples.Where(sample => sample.Set is SampleSet.Clips)], limit ?? 100)
            : samples.Where(sample => sample.Set == set);
    }

    private static async Task<Dictionary<string, string>> SpliceAsync(IEnumerable<Sample> samples, string folder)
    {
        var files = new Dictionary<string, string>();
        foreach (var sample in samples.Where(sample => sample.Clips.Count > 0))
        {
            files[sample.Id] = Path.Combine(folder, sample.Id + ".wav");
            await File.WriteAllBytesAsync(files[sample.Id], await Splicer.SpliceAsync(sample.Id, sample.Clips));
        }
        return files;
    }

    private static async Task DecodeAsync(IEnumerable<Sample> samples, Dictionary<string, string> audio, string folder)
    {
        foreach (var sample in samples.Where(sample => sample.AudioFile is not null))
        {
            audio[sample.Id] = Path.Combine(folder, $"{audio.Count}.wav");
            await FfmpegWave.WriteAsync(sample.AudioFile!, audio[sample.Id]);
        }
    }
}
