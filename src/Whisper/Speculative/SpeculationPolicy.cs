using System.Numerics;

namespace Speech.Whisper.Speculative;

/// <summary>Decides step by step whether drafting pays, by what it brought so far: with many rows a pass over drafts may cost more than it saves.</summary>
/// <param name="time">The clock of the measurement.</param>
/// <param name="always">Drafts whatever it costs.</param>
internal sealed class SpeculationPolicy(TimeProvider time, bool always = false)
{
    // Every so many steps a few are made the other way, so that a change is noticed; ever more rarely while there is none.
    private const int Trials = 4, FirstRound = 2 * Trials, LongestRound = 1024;

    private readonly Dictionary<int, Experience> _experiences = [];

    /// <summary>The clock's reading at the start of a step.</summary>
    public long Start() => time.GetTimestamp();

    /// <summary>Whether to draft in the next step.</summary>
    /// <param name="rows">Rows of the step.</param>
    public bool ShouldDraft(int rows)
    {
        var own = ExperienceOf(rows);
        if (own.StepsLeft-- == 0) own.BeginRound();
        return always || own.DraftsPay != own.StepsLeft < Trials;
    }

    /// <summary>Takes in how a step went.</summary>
    /// <param name="rows">Rows of the step.</param>
    /// <param name="drafted">Whether it was made with drafts.</param>
    /// <param name="tokens">Tokens it brought, over all rows.</param>
    /// <param name="start">The clock's reading at its start.</param>
    public void Record(int rows, bool drafted, int tokens, long start) => ExperienceOf(rows).Record(drafted, tokens, time.GetElapsedTime(start).TotalSeconds);

    // Batches of like size cost alike: 1, 2-3, 4-7, 8-15, ...
    private Experience ExperienceOf(int rows)
    {
        var size = BitOperations.Log2((uint)rows);
        return _experiences.TryGetValue(size, out var own) ? own : _experiences[size] = new Experience();
    }

    /// <summary>What batches of one size brought.</summary>
    private sealed class Experience
    {
        private readonly Rate _plain = new(), _draft = new();
        private int _round = FirstRound / 2;
        private bool _drafted;

        /// <summary>Whether drafts bring more, as it stood when the round began.</summary>
        public bool DraftsPay { get; private set; }

        /// <summary>Steps of this round; the last ones are the trials.</summary>
        public int StepsLeft { get; set; }

        public void BeginRound()
        {
            var pay = _draft.Value > _plain.Value;
            _round = pay == DraftsPay ? Math.Min(LongestRound, 2 * _round) : FirstRound;
            (DraftsPay, StepsLeft) = (pay, _round - 1);
        }

        public void Record(bool drafted, int tokens, double seconds)
        {
            // A change of manner costs once: the assistant has to read what it missed.
            if (drafted == _drafted) (drafted ? _draft : _plain).Add(tokens, seconds);
            _drafted = drafted;
        }
    }

    /// <summary>Tokens a second of the last few steps.</summary>
    private sealed class Rate
    {
        private const int Steps = 16;

        private readonly Queue<(int Tokens, double Seconds)> _last = [];

        /// <summary>0 before the first step.</summary>
        public double Value => _last.Count == 0 ? 0 : _last.Sum(step => step.Tokens) / Math.Max(1e-9, _last.Sum(step => step.Seconds));

        public void Add(int tokens, double seconds)
        {
            _last.Enqueue((tokens, seconds));
            if (_last.Count > Steps) _last.Dequeue();
        }
    }
}
