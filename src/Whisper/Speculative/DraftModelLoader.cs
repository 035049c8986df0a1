using Speech.Checkpoints;
using Speech.Checkpoints.Tensors;
using Speech.Onnx.Sessions;
using Speech.Whisper.Decoding;
using Speech.Whisper.Model;
using Speech.Whisper.Tokenization;

namespace Speech.Whisper.Speculative;

/// <summary>Loads a draft model, and rejects one that is incompatible with the main model.</summary>
internal static class DraftModelLoader
{
    /// <param name="folder">The draft model's files. A tokenizer is optional: it must share the main model's vocabulary.</param>
    /// <param name="mainFolder">The main model's files.</param>
    /// <param name="main">The main model's dimensions.</param>
    /// <param name="rules">The main model's special tokens.</param>
    /// <param name="options">Shared with the main model.</param>
    /// <param name="environment">Opens the sessions; must outlive the draft model.</param>
    /// <exception cref="WhisperException">It is incompatible; the message lists the reasons.</exception>
    public static DraftModel Load(
        string folder, string mainFolder, WhisperConfig main, DecodingRules rules, WhisperOptions options,
        OnnxRuntimeEnvironment environment)
    {
        var config = WhisperConfig.Load(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder), mainCheckpoint = Checkpoint.Open(mainFolder);
        var sharesEncoder = SharesEncoder(checkpoint, mainCheckpoint);
        if (Incompatibilities(folder, config, main, rules, sharesEncoder).ToList() is { Count: > 0 } reasons)
            throw new WhisperException($"The assistant model does not fit the main model: {string.Join("; ", reasons)}.");

        using var weights = WhisperWeights.Open(checkpoint, options.Profile, options.QuantizedWeightCacheFolder);
        var heads = AlignmentHead.Of(config, GenerationConfig.Load(folder));
        var mapped = new MappedWeights();
        Decoder? decoder = null;
        try
        {
            decoder = NetworkErrors.Translate(() => new Decoder(config, weights, options.Profile, heads, environment, mapped));
            var encoder = sharesEncoder
                ? null : NetworkErrors.Translate(() => new Encoder(config, weights, options.Profile, environment, mapped));
            mapped.ReleasePages();
            return new DraftModel(decoder, encoder, mapped, capacity => new KeyValueCache(
                config, options.Profile, capacity, sequencesPerSlot: 1, environment.AllocateCacheMemory(options.Profile)));
        }
        catch
        {
            decoder?.Dispose();
            mapped.Dispose();
            throw;
        }
    }

    private static IEnumerable<string> Incompatibilities(
        string folder, WhisperConfig config, WhisperConfig main, DecodingRules rules, bool sharesEncoder)
    {
        if (config.VocabSize != main.VocabSize)
            yield return $"its vocabulary has {config.VocabSize} tokens, not {main.VocabSize}";
        if (config.MaxTargetPositions < main.MaxTargetPositions)
            yield return $"its context has {config.MaxTargetPositions} tokens, not {main.MaxTargetPositions}";
        if (config.MaxSourcePositions != main.MaxSourcePositions)
            yield return $"its window has {config.MaxSourcePositions} positions, not {main.MaxSourcePositions}";
        if (sharesEncoder && config.DModel != main.DModel)
            yield return $"it has no encoder of its own, and its width is {config.DModel}, not {main.DModel}";
        if (HasTokenizer(folder) && !HasSameSpecialTokens(Tokenizer.Load(folder).SpecialTokens, rules.Tokens))
            yield return "its special tokens have other ids";
    }

    private static bool HasTokenizer(string folder)
        => File.Exists(Path.Combine(folder, "vocab.json")) || File.Exists(Path.Combine(folder, "tokenizer.json"));

    private static bool HasSameSpecialTokens(SpecialTokens tokens, SpecialTokens main)
        => (tokens.EndOfText, tokens.StartOfTranscript, tokens.NoTimestamps, tokens.TimestampBegin, tokens.Transcribe, tokens.Translate)
            == (main.EndOfText, main.StartOfTranscript, main.NoTimestamps, main.TimestampBegin, main.Transcribe, main.Translate);

    /// <summary>
    /// Whether every tensor of the encoder, if there are any, is bitwise the main model's: then one encoder pass serves both.
    /// </summary>
    private static bool SharesEncoder(Checkpoint draft, Checkpoint main)
        => draft.Tensors.Where(IsEncoder).All(tensor => main.TryGet(tensor.Name, out var same)
            && same.Type == tensor.Type && same.Shape.SequenceEqual(tensor.Shape) && HaveSameBytes(draft, main, tensor));

    private static bool IsEncoder(TensorEntry tensor)
        => tensor.Name.Contains("encoder.", StringComparison.Ordinal) && !tensor.Name.Contains("decoder.", StringComparison.Ordinal);

    private static bool HaveSameBytes(Checkpoint left, Checkpoint right, TensorEntry tensor)
    {
        const int blockSize = 1 << 16;
        for (var start = 0L; start < tensor.Length; start += blockSize)
        {
            var count = (int)Math.Min(blockSize, tensor.Length - start);
            if (!left.ReadBytes(tensor.Name, start, count).AsSpan().SequenceEqual(right.ReadBytes(tensor.Name, start, count))) return false;
        }

        return true;
    }
}
