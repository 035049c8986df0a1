using Speech.Benchmarks;
using Speech.Diarization;
using Speech.Diarization.Embedding;
using Speech.Whisper;

return args switch
{
    ["model", var model, var audio] => await ModelReport.PrintAsync(model, audio),
    ["assisted", var model, var assistant, var audio, .. var rest] => await AssistedReport.PrintAsync(model, assistant, audio, always: rest is ["always"]),
    ["scripted", var model, var draft, .. var tokens] => await ScriptedReport.PrintAsync(model, draft, Number(tokens, 0, 100)),
    ["compute", var model] => ComputeReport.Print(model),
    ["memory", var model, var audio] => await MemoryReport.PrintAsync(model, audio),
    ["mixed", var model, var audio, .. var rest] => await MixedReport.PrintAsync(model, audio, Number(rest, 0, 20), Number(rest, 1, 100)),
    ["diarize", var audio, .. var rest] => await DiarizeReport.PrintAsync(audio, Number(rest, 0, 1), rest is [_, var mode, ..] ? Enum.Parse<EmbeddingMode>(mode, ignoreCase: true) : EmbeddingMode.PerWindow, Number(rest, 2, 0)),
    ["clips", var model, var assistant, var folder] => await ClipsReport.PrintAsync(model, assistant, folder),
    ["speakers", var endpoint, var folder] => await SpeakersReport.PrintAsync(endpoint, folder),
    ["load", var endpoint, var shortClip, var longClip, .. var seconds] => await LoadReport.PrintAsync(endpoint, shortClip, longClip, Number(seconds, 0, 60)),
    ["peers", var model, var audio, var precision, .. var peers] => await PeersReport.PrintAsync(model, audio, precision, peers),
    ["transcribe", var model, var audio, var tokens, .. var precision] =>
        await MemoryReport.TranscribeAsync(model, audio, int.Parse(tokens), precision is [var name] ? Enum.Parse<Precision>(name, ignoreCase: true) : Precision.Fp32),
    _ => Usage(),
};

static int Number(string[] arguments, int place, int otherwise) => arguments.Length > place ? int.Parse(arguments[place]) : otherwise;

static int Usage()
{
    Console.Error.WriteLine("""
        Measures the endpoint's engine. MODEL is a folder in the Hub's layout, or random weights of Whisper's own dimensions:
        tiny, base, small, large-v3. With :2 behind it (large-v3:2) it has so many decoder layers, as a draft model has; with :32:1 one encoder layer, where that does not matter.

          model MODEL AUDIO    load time, real-time factor, encoder, tokens at batch 1, 8, 24, memory
          assisted MODEL ASSISTANT AUDIO [always]
                               plain against assisted decoding at batch 1, 8, 24, and how often the assistant is right; always: also where it does not pay
          scripted MODEL DRAFT [TOKENS]
                               a proposer that is right 75 % of the time and pays for DRAFT, against the best that arithmetic allows
          compute MODEL        the encoder's share of the machine's arithmetic; 8-bit against 32-bit decoder steps
          memory MODEL AUDIO   peak memory of 3 hours against 1 minute (AUDIO is repeated; needs ffmpeg for the mp3)
          mixed MODEL AUDIO [MINUTES [TOKENS]]
                               8 clients with short clips while a file of so many minutes runs
          diarize AUDIO [MINUTES [perWindow|shared [THREADS]]]
                               diarization with random networks of the published sizes, overlapping windows embedded one by one or in shared runs: RTF, share of each stage,
                               memory (AUDIO is repeated)
          clips MODEL ASSISTANT FOLDER
                               words wrong in each precision, assisted and not, and the times of words, on NAME.wav with NAME.tsv and NAME.words
          speakers URL FOLDER  DER and cpWER of a running endpoint that has a diarization model, on NAME.wav with NAME.rttm and NAME.tsv
          load URL SHORT LONG [SECONDS]
                               k6/scenarios.js without k6, against a running endpoint that has an assistant
          peers MODEL AUDIO PRECISION COMMAND...
                               this engine (fp32, mixed, int8) against other programs in turn; {audio} in a COMMAND stands for the file.
                               Where a program tells its load time and total time, as whisper.cpp's do, the difference is what counts
        """);
    return 2;
}
