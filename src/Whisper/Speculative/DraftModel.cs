using Speech.Onnx.Sessions;
using Speech.Whisper.Model;

namespace Speech.Whisper.Speculative;

/// <summary>A small model that drafts tokens for the main one.</summary>
/// <param name="decoder">Its decoder.</param>
/// <param name="encoder">Its encoder; null if it shares the main model's.</param>
/// <param name="mapped">The weights of both.</param>
/// <param name="newCache">Allocates a cache with the given number of slots.</param>
internal sealed class DraftModel(Decoder decoder, Encoder? encoder, MappedWeights mapped, Func<int, KeyValueCache> newCache)
    : IDisposable
{
    /// <summary>A proposer for a batch.</summary>
    /// <param name="capacity">Number of slots of the batch.</param>
    public IDraftProposer NewProposer(int capacity) => new DraftProposer(decoder, encoder, newCache(capacity));

    public void Dispose()
    {
        decoder.Dispose();
        encoder?.Dispose();
        mapped.Dispose();
    }
}
