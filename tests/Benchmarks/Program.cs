using Speech.Benchmarks;

return args switch
{
    ["model", var model, var audio] => await ModelReport.PrintAsync(model, audio),
    ["assisted", var model, var assistant, var audio] => await AssistedReport.PrintAsync(model, assistant, audio),
    ["compute", var model] => ComputeReport.Print(model),
    ["memory", var model, var audio] => await MemoryReport.PrintAsync(model, audio),
    ["transcribe", var model, var audio, var tokens] => await MemoryReport.TranscribeAsync(model, audio, int.Parse(tokens)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Measures the endpoint's engine. MODEL is a folder in the Hub's layout, or tiny, base, small: random weights of Whisper's own dimensions.

          model MODEL AUDIO    load time, real-time factor, encoder, tokens at batch 1, 8, 24, memory
          assisted MODEL ASSISTANT AUDIO
                               plain against assisted decoding at batch 1, 8, 24, and how often the assistant is right
          compute MODEL        the encoder's share of the machine's arithmetic; 8-bit against 32-bit decoder steps
          memory MODEL AUDIO   peak memory of 3 hours against 1 minute (AUDIO is repeated; needs ffmpeg for the mp3)
        """);
    return 2;
}
