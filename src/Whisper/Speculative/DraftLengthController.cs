using System.Numerics;

namespace Speech.Whisper.Speculative;

/// <summary>
/// Chooses step by step how many tokens to draft, so that the most tokens per second are generated; 0 where drafting does not pay.
/// </summary>
/// <param name="time">Measures the steps.</param>
/// <param name="alwaysDrafts">Whether at least one token is drafted, whatever it costs.</param>
internal class DraftLengthController(TimeProvider time, bool alwaysDrafts = false)
{
    /// <summary>Maximum number of tokens of a draft.</summary>
    public const int MaxDraftLength = 12;

    // Weight of a draft after one more: among those of a sequence, and among those of all.
    private const double SequenceDecay = 0.95, GlobalDecay = 0.99;

    private readonly Dictionary<int, DraftLengthOptimizer> _optimizers = [];
    private readonly AcceptanceRateEstimator _acceptance = new(GlobalDecay);

    /// <summary>The estimator of a new sequence, which begins with the acceptance rate of the others.</summary>
    public AcceptanceRateEstimator NewEstimator() => new(SequenceDecay, _acceptance);

    /// <summary>The timestamp at the start of a step.</summary>
    public long StartStep() => time.GetTimestamp();

    /// <summary>Number of tokens to draft in the next step.</summary>
    /// <param name="estimates">One per sequence of the batch.</param>
    public virtual int ChooseLength(IReadOnlyList<DraftEstimate> estimates) => OptimizerOf(estimates.Count).Choose(estimates);

    /// <summary>Records a step.</summary>
    /// <param name="sequences">Number of sequences in the step.</param>
    /// <param name="length">Number of drafted tokens.</param>
    /// <param name="start">The timestamp of <see cref="StartStep"/>.</param>
    public void RecordStep(int sequences, int length, long start)
        => OptimizerOf(sequences).Record(length, time.GetElapsedTime(start).TotalSeconds / sequences);

    // Batches of similar size have similar costs per sequence: 1, 2-3, 4-7, 8-15, ...
    private DraftLengthOptimizer OptimizerOf(int sequences)
    {
        var size = BitOperations.Log2((uint)sequences);
        if (!_optimizers.TryGetValue(size, out var optimizer))
            _optimizers[size] = optimizer = new DraftLengthOptimizer(alwaysDrafts ? 1 : 0);
        return optimizer;
    }
}
