using Speech.Evaluation.Commands;
using Speech.Evaluation.Running;

try
{
    return args switch
    {
        ["run", .. var rest] => await RunCommand.RunAsync(rest),
        ["score", .. var rest] => ScoreCommand.Run(rest),
        ["compare", .. var rest] => CompareCommand.Run(rest),
        ["worker", var plan, var answers] => await Worker.RunAsync(plan, answers),
        _ => Usage(),
    };
}
catch (Exception exception) when (exception is FormatException or InvalidOperationException or FileNotFoundException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine("""
        Measures the accuracy of the endpoint on recorded speech.

          run [SETTING...] [--model FOLDER] [--diarization MODEL] [--data FOLDER] [--sets clips,long,splices,dialogues,nonspeech]
              [--limit N] [--only FILE] [--decoder ffmpeg] [--output FOLDER]
                         transcribes and scores; a SETTING is a precision and KEY=VALUE pairs, in upper case settings of the
                         process, in lower case parameters of each request: int8,TEMPERATURE_FALLBACK=false,chunk_length_s=20;
                         --decoder ffmpeg decodes with ffmpeg's own resampler instead of the endpoint's
          score FILE... [--data FOLDER] [--output FOLDER] [--show N]
                         scores transcripts of another program: JSON lines with file, name or id, and text
          compare A B [--data FOLDER] [--show N]
                         differences of two files of transcripts, with a paired bootstrap over the recordings
        """);
    return 2;
}
