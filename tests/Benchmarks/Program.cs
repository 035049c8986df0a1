using Speech.Benchmarks;
using Speech.Diarization.Embedding;
using Speech.Whisper;

return args switch
{
    ["model", var model, var audio] => await ModelReport.PrintAsync(model, audio),
    ["assisted", var model, var assistant, var audio, .. var rest]
        => await AssistedReport.PrintAsync(model, assistant, audio, always: rest is ["always"]),
    ["scripted", var model, var draft, .. var rest] => await ScriptedReport.PrintAsync(model, draft, tokens: Number(rest, 0, 100)),
    ["compute", var model] => ComputeReport.Print(model),
    ["memory", var model, var audio] => await MemoryReport.PrintAsync(model, audio),
    ["mixed", var model, var audio, .. var rest]
        => await MixedReport.PrintAsync(model, audio, minutes: Number(rest, 0, 20), tokens: Number(rest, 1, 100)),
    ["diarize", var audio, .. var rest] => await DiarizeReport.PrintAsync(
        audio, minutes: Number(rest, 0, 1), Name(rest, 1, EmbeddingMode.PerWindow), threads: Number(rest, 2, 0)),
    ["clips", var model, var assistant, var folder] => await ClipsReport.PrintAsync(model, assistant, folder),
    ["speakers", var endpoint, var folder] => await SpeakersReport.PrintAsync(endpoint, folder),
    ["load", var endpoint, var shortClip, var longClip, .. var rest]
        => await LoadReport.PrintAsync(endpoint, shortClip, longClip, seconds: Number(rest, 0, 60)),
    ["live", var endpoint, var audio] => await LiveReport.PrintAsync(endpoint, audio),
    ["first-event", var endpoint, var audio, .. var rest]
        => await FirstEventReport.PrintAsync(endpoint, audio, minutes: Number(rest, 0, 10)),
    ["start", var audio, .. var hosts] => await StartReport.PrintAsync(audio, hosts),
    ["peers", var audio, .. var commands] => await PeersReport.PrintAsync(audio, commands),
    ["transcribe", var model, var audio, var tokens, .. var rest]
        => await TranscribeCommand.RunAsync(model, audio, int.Parse(tokens), Name(rest, 0, Precision.Fp32)),
    _ => PrintUsage(),
};

static int Number(string[] arguments, int index, int defaultValue)
    => arguments.Length > index ? int.Parse(arguments[index]) : defaultValue;

static T Name<T>(string[] arguments, int index, T defaultValue) where T : struct, Enum
    => arguments.Length > index ? Enum.Parse<T>(arguments[index], ignoreCase: true) : defaultValue;

static int PrintUsage()
{
    Console.Error.WriteLine("""
        Measures speed, memory and accuracy. MODEL, ASSISTANT and DRAFT are folders in the Hub's layout, or names of Whisper's dimensions
        for random weights: tiny, base, small, large-v3. large-v3:2 has 2 decoder layers, like a draft model; large-v3:32:1 has 32 decoder
        layers and 1 encoder layer, for measurements that do not depend on the encoder.

          model MODEL AUDIO    load time, real-time factor, encoder, time per token at batch 1, 8, 24, memory
          assisted MODEL ASSISTANT AUDIO [always]
                               plain and assisted decoding at batch 1, 8, 24, and acceptance rate; always: drafts even where it is slower
          scripted MODEL DRAFT [TOKENS]
                               speed-up by a proposer with an accuracy of 75 % and the cost of DRAFT, compared with the arithmetic bound
          compute MODEL        throughput of the encoder relative to a matrix product; decoder steps with 8-bit and 32-bit weights
          memory MODEL AUDIO   peak memory for 3 hours and for 1 minute (AUDIO is repeated; needs ffmpeg)
          mixed MODEL AUDIO [MINUTES [TOKENS]]
                               latency of 8 clients with short clips while a file of MINUTES is transcribed
          diarize AUDIO [MINUTES [perWindow|shared [THREADS]]]
                               diarization with random networks of the published sizes, embeddings per window or in shared runs: RTF,
                               share of each stage, memory (AUDIO is repeated)
          clips MODEL ASSISTANT FOLDER
                               WER and errors of the word times in each precision, plain and assisted, on NAME.wav with NAME.tsv and
                               NAME.words
          speakers URL FOLDER  DER and cpWER of a running endpoint with a diarization model, on NAME.wav with NAME.rttm and NAME.tsv
          load URL SHORT LONG [SECONDS]
                               the scenarios of k6/scenarios.js without k6, on a running endpoint with an assistant model
          live URL AUDIO       how soon a running endpoint sends interim and final text of a 16 kHz mono WAV that is sent as it is spoken
          first-event URL AUDIO [MINUTES]
                               when the first text of a recording of MINUTES arrives, as a share of the whole time (AUDIO is repeated)
          start AUDIO HOST...  time from the start of a process to its first transcript; HOST is "PROGRAM [NAME=VALUE ...]" with settings
          peers AUDIO COMMAND...
                               programs and clients of hosts, interleaved and compared with the first; {audio} in a COMMAND stands for
                               the file. If a program prints its load time and total time, as whisper.cpp does, the difference is used.
                               For the engine without a host: "Speech.Benchmarks transcribe MODEL {audio} TOKENS PRECISION"
        """);
    return 2;
}
