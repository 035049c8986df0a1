using Speech.Checkpoints;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Sessions;
using Speech.Whisper.Decoding;
using Speech.Whisper.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Speculative;

/// <summary>Loads an assistant, and refuses one that does not fit the main model.</summary>
internal static class AssistantLoader
{
    /// <param name="folder">The assistant's files. It may lack a tokenizer: it has to speak the main model's tokens.</param>
    /// <param name="mainFolder">The main model's files.</param>
    /// <param name="main">The main model's dimensions.</param>
    /// <param name="rules">The main model's tokens.</param>
    /// <param name="options">Shared with the main model.</param>
    /// <exception cref="WhisperException">It does not fit; the message tells why.</exception>
    public static Assistant Load(string folder, string mainFolder, WhisperConfig main, DecodingRules rules, WhisperOptions options)
    {
        var config = WhisperConfig.Load(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder), mainCheckpoint = Checkpoint.Open(mainFolder);
        var sharesEncoder = SharesEncoder(checkpoint, mainCheckpoint);
        if (Misfits(folder, config, main, rules, sharesEncoder).ToList() is { Count: > 0 } misfits)
            throw new WhisperException($"The assistant model does not fit the main model: {string.Join("; ", misfits)}.");

        using var weights = CheckpointWeights.For(checkpoint, options.Profile, options.SideFolder);
        var decoder = Networks.Open(() => new Decoder(config, weights, options.Profile, AlignmentHead.Of(config, GenerationConfig.Load(folder)), options.ThreadCount));
        try
        {
            var encoder = sharesEncoder ? null : Networks.Open(() => new Encoder(config, weights, options.Profile, options.ThreadCount));
            return new Assistant(decoder, encoder, rows => new RowCache(config, options.Profile, rows, ICacheMemory.On(options.Profile, options.ThreadCount)));
        }
        catch
        {
            decoder.Dispose();
            throw;
        }
    }

    private static IEnumerable<string> Misfits(string folder, WhisperConfig config, WhisperConfig main, DecodingRules rules, bool sharesEncoder)
    {
        if (config.VocabSize != main.VocabSize) yield return $"its vocabulary has {config.VocabSize} tokens, not {main.VocabSize}";
        if (config.MaxTargetPositions < main.MaxTargetPositions) yield return $"it holds {config.MaxTargetPositions} tokens of a text, not {main.MaxTargetPositions}";
        if (config.MaxSourcePositions != main.MaxSourcePositions) yield return $"its window has {config.MaxSourcePositions} positions, not {main.MaxSourcePositions}";
        if (sharesEncoder && config.DModel != main.DModel) yield return $"it is {config.DModel} wide, not {main.DModel}";
        if (HasTokenizer(folder) && !Tokenizer.Load(folder).SpecialTokens.SpeaksLike(rules.Tokens)) yield return "its special tokens have other ids";
    }

    private static bool HasTokenizer(string folder) => File.Exists(Path.Combine(folder, "vocab.json")) || File.Exists(Path.Combine(folder, "tokenizer.json"));

    private static bool SpeaksLike(this SpecialTokens tokens, SpecialTokens main)
        => (tokens.EndOfText, tokens.StartOfTranscript, tokens.NoTimestamps, tokens.TimestampBegin, tokens.Transcribe, tokens.Translate)
            == (main.EndOfText, main.StartOfTranscript, main.NoTimestamps, main.TimestampBegin, main.Transcribe, main.Translate);

    /// <summary>Whether every tensor of the encoder is the main model's to the last bit: then one run of it serves both.</summary>
    private static bool SharesEncoder(Checkpoint assistant, Checkpoint main)
    {
        var encoder = assistant.Tensors.Where(tensor => tensor.Name.Contains("encoder.", StringComparison.Ordinal) && !tensor.Name.Contains("decoder.", StringComparison.Ordinal)).ToList();
        // Without an encoder of its own it must listen with the main model's.
        return encoder.TrueForAll(tensor => main.TryGet(tensor.Name, out var same) && same.Type == tensor.Type && same.Shape.SequenceEqual(tensor.Shape) && HaveSameBytes(assistant, main, tensor));
    }

    private static bool HaveSameBytes(Checkpoint left, Checkpoint right, TensorEntry tensor)
    {
        const int piece = 1 << 26;
        for (var start = 0L; start < tensor.Length; start += piece)
        {
            var count = (int)Math.Min(piece, tensor.Length - start);
            if (!left.Bytes(tensor.Name, start, count).SequenceEqual(right.Bytes(tensor.Name, start, count))) return false;
        }

        return true;
    }
}
