using System.Text;

namespace Speech.Transcription.Tests.Ggml;

/// <summary>A Whisper model of random weights in whisper.cpp's format: the same layout as a published file, a few megabytes.</summary>
internal static class GgmlFile
{
    private const int Vocabulary = 51865, Words = 50257, AudioContext = 150, TextContext = 48, State = 32, Heads = 2, Mels = 80;

    /// <summary>As many as Whisper tiny has: whisper.cpp recognizes a model by them.</summary>
    private const int EncoderLayers = 4;

    private const int SpectrumBins = 201;

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file, whose name must be <c>ggml-*.bin</c>.</param>
    public static void Write(string path)
    {
        using var file = new BinaryWriter(File.Create(path));
        var random = new Random(5);
        file.Write(0x67676d6c);
        // The last one is the type of the matrices: 16-bit floats.
        int[] sizes = [Vocabulary, AudioContext, State, Heads, EncoderLayers, TextContext, State, Heads, 1, Mels, 1];
        foreach (var size in sizes) file.Write(size);
        WriteFilters(file);
        WriteVocabulary(file);
        WriteEncoder(file, random);
        WriteDecoder(file, random);
    }

    /// <summary>Whether a text consists of the vocabulary's words.</summary>
    public static bool IsText(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .All(word => word.StartsWith('w') && int.TryParse(word.AsSpan(1), out var number) && number < Words);

    private static void WriteFilters(BinaryWriter file)
    {
        file.Write(Mels);
        file.Write(SpectrumBins);
        for (var mel = 0; mel < Mels; mel++)
            for (var bin = 0; bin < SpectrumBins; bin++) file.Write(bin * Mels / SpectrumBins == mel ? 0.01f : 0);
    }

    private static void WriteVocabulary(BinaryWriter file)
    {
        file.Write(Words);
        for (var token = 0; token < Words; token++)
        {
            // The blank, by which whisper.cpp finds what a text must not begin with.
            var text = Encoding.ASCII.GetBytes(token == 0 ? " " : $" w{token}");
            file.Write(text.Length);
            file.Write(text);
        }
    }

    private static void WriteEncoder(BinaryWriter file, Random random)
    {
        Floats(file, "encoder.positional_embedding", random, 1, State, AudioContext);
        Halves(file, "encoder.conv1.weight", random, 3, Mels, State);
        Floats(file, "encoder.conv1.bias", random, 1, 1, State);
        Halves(file, "encoder.conv2.weight", random, 3, State, State);
        Floats(file, "encoder.conv2.bias", random, 1, 1, State);
        Norm(file, "encoder.ln_post", random);
        for (var layer = 0; layer < EncoderLayers; layer++) WriteBlock(file, $"encoder.blocks.{layer}", random, ["attn"]);
    }

    private static void WriteDecoder(BinaryWriter file, Random random)
    {
        Floats(file, "decoder.positional_embedding", random, 1, State, TextContext);
        Halves(file, "decoder.token_embedding.weight", random, State, Vocabulary);
        Norm(file, "decoder.ln", random);
        WriteBlock(file, "decoder.blocks.0", random, ["attn", "cross_attn"]);
    }

    private static void WriteBlock(BinaryWriter file, string name, Random random, string[] attentions)
    {
        foreach (var attention in attentions)
        {
            Norm(file, $"{name}.{attention}_ln", random);
            foreach (var part in (string[])["query", "key", "value", "out"])
            {
                Halves(file, $"{name}.{attention}.{part}.weight", random, State, State);
                if (part != "key") Floats(file, $"{name}.{attention}.{part}.bias", random, 1, State);
            }
        }
        Norm(file, $"{name}.mlp_ln", random);
        Halves(file, $"{name}.mlp.0.weight", random, State, 4 * State);
        Floats(file, $"{name}.mlp.0.bias", random, 1, 4 * State);
        Halves(file, $"{name}.mlp.2.weight", random, 4 * State, State);
        Floats(file, $"{name}.mlp.2.bias", random, 1, State);
    }

    private static void Norm(BinaryWriter file, string name, Random random)
    {
        Floats(file, name + ".weight", random, 2, State);
        Floats(file, name + ".bias", random, 1, State);
    }

    private static void Floats(BinaryWriter file, string name, Random random, float scale, params int[] sizes)
    {
        Header(file, name, 0, sizes);
        for (var count = sizes.Aggregate(1, (product, size) => product * size); count > 0; count--)
            file.Write(scale * (random.NextSingle() - 0.5f));
    }

    private static void Halves(BinaryWriter file, string name, Random random, params int[] sizes)
    {
        Header(file, name, 1, sizes);
        for (var count = sizes.Aggregate(1, (product, size) => product * size); count > 0; count--)
            file.Write((Half)(2 * random.NextSingle() - 1));
    }

    private static void Header(BinaryWriter file, string name, int type, int[] sizes)
    {
        var bytes = Encoding.ASCII.GetBytes(name);
        file.Write(sizes.Length);
        file.Write(bytes.Length);
        file.Write(type);
        foreach (var size in sizes) file.Write(size);
        file.Write(bytes);
    }
}
