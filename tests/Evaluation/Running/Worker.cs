using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Speech.Evaluation.Scoring;
using Speech.Evaluation.Serialization;
using Speech.Functions.Hosting;
using Speech.Functions.Options;
using Speech.TestSupport;
using Speech.TestSupport.Scoring;
using Speech.Transcription.Models;
using Speech.Transcription.Options;
using Speech.Transcription.Parameters;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Transcripts;

namespace Speech.Evaluation.Running;

/// <summary>Runs jobs one after another through the endpoint's own services, composed as the standalone host does.</summary>
internal static class Worker
{
    /// <summary>Runs a plan and writes one answer per line as soon as it is known.</summary>
    /// <param name="planFile">A <see cref="WorkPlan"/> as JSON.</param>
    /// <param name="answerFile">The lines to write.</param>
    public static async Task<int> RunAsync(string planFile, string answerFile)
    {
        var plan = JsonText.Parse<WorkPlan>(await File.ReadAllTextAsync(planFile));
        var settings = plan.Settings.Select(pair => KeyValuePair.Create(SettingNames.ToKey(pair.Key), (string?)pair.Value));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        if (EndpointOptions.FindFaults(configuration) is { Count: > 0 } faults)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', faults));
            return 1;
        }
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole())
            .AddEndpoint(configuration);
        await using var provider = services.BuildServiceProvider();
        var health = provider.GetRequiredService<ModelHealth>();
        await health.CheckAsync();
        if (health.Problem is { } problem)
        {
            await Console.Error.WriteLineAsync(problem);
            return 1;
        }
        await using var answers = new StreamWriter(answerFile);
        await AnswerAsync(plan.Jobs, provider, answers);
        return 0;
    }

    private static async Task AnswerAsync(IReadOnlyList<Job> jobs, IServiceProvider provider, StreamWriter answers)
    {
        var (handler, reader) = (provider.GetRequiredService<TranscriptionHandler>(), provider.GetRequiredService<ParameterReader>());
        var group = "";
        for (var index = 0; index < jobs.Count; index++)
        {
            var job = jobs[index];
            if (job.Group != group) ProcessMemory.ResetPeak();
            group = job.Group;
            await using var audio = File.OpenRead(job.AudioFile);
            var started = Stopwatch.GetTimestamp();
            var streamed = new StreamedText();
            var transcript = await handler.TranscribeAsync(
                new AudioInput(audio), ReadParameters(reader, job), streamed, CancellationToken.None);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var answer = ToAnswer(job, seconds, transcript) with { StreamedText = streamed.ToString() };
            await answers.WriteLineAsync(JsonText.Write(answer));
            await answers.FlushAsync();
            Console.Write($"\r{index + 1} of {jobs.Count}: {group}    ");
        }
        Console.WriteLine();
    }

    private static InferenceParameters ReadParameters(ParameterReader reader, Job job)
    {
        var raw = new RawParameters();
        foreach (var (name, value) in job.Parameters)
        {
            // The endpoint ignores unknown parameters; a measurement must not.
            if (!ParameterReader.Names.Contains(name)) throw new ArgumentException($"There is no parameter \"{name}\".");
            raw.Add(name, value);
        }
        return reader.Read(raw);
    }

    private static JobAnswer ToAnswer(Job job, double seconds, Transcript transcript) => new(
        job.Id, seconds, ProcessMemory.PeakMegabytes(), transcript.Text,
        [.. transcript.Segments.SelectMany(segment => segment.Words ?? []).Select(word => new TimedWord(word.Text, word.Start, word.End))],
        transcript.Turns?.Select(turn => new SpokenTurn(turn.Start, turn.End, turn.Speaker)).ToList());

    private sealed class StreamedText : IProgress<TranscriptionProgress>
    {
        private readonly StringBuilder _text = new();

        public void Report(TranscriptionProgress value) => _text.Append(value.Segment?.Text);

        public override string ToString() => _text.ToString();
    }
}
