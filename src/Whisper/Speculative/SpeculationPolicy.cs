using System.Numerics;

namespace Speech.Whisper.Speculative;

/// <summary>Decides step by step how many tokens to draft: as many as bring most tokens a second, by what steps have cost and how often proposals were right.</summary>
/// <param name="time">The clock of the measurement.</param>
/// <param name="always">Drafts at least one token, whatever it costs.</param>
internal sealed class SpeculationPolicy(TimeProvider time, bool always = false)
{
    /// <summary>Longest draft, in tokens.</summary>
    public const int Longest = 12;

    // What a draft still counts after one more: among those of its row, and among all.
    private const double RowMemory = 0.95, Memory = 0.99;

    private readonly Dictionary<int, Experience> _experiences = [];
    private readonly Trust _trust = new(Memory);
    private int _last;

    /// <summary>The drafting of a new row: the assistant is trusted as far as it was in others.</summary>
    public Draft NewDraft() => new(new Trust(RowMemory, _trust));

    /// <summary>The clock's reading at the start of a step.</summary>
    public long Start() => time.GetTimestamp();

    /// <summary>Tokens to draft in the next step; 0 for none.</summary>
    /// <param name="rows">What each row may bring.</param>
    public int Choose(IReadOnlyList<Outlook> rows) => ExperienceOf(rows.Count).Choose(rows, CostOfARow(rows.Count), shortest: always ? 1 : 0);

    /// <summary>Takes in how long a step took.</summary>
    /// <param name="rows">Rows of the step.</param>
    /// <param name="length">Tokens drafted.</param>
    /// <param name="start">The clock's reading at its start.</param>
    public void Record(int rows, int length, long start)
    {
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        // Where nothing was drafted before, the assistant first had to read what it missed.
        if (length == 0 || _last > 0) ExperienceOf(rows).Add(rows, length, seconds);
        _last = length;
    }

    /// <summary>What one row more adds to a plain step, in seconds; null where only batches of one size were seen.</summary>
    private double? CostOfARow(int rows)
    {
        var known = _experiences.Values.Where(experience => experience.Rows <= rows && experience.PlainStep is not null).OrderBy(experience => experience.Rows).ToList();
        return known.Count > 1 && known[^1].Rows > known[0].Rows ? (known[^1].PlainStep - known[0].PlainStep) / (known[^1].Rows - known[0].Rows) : null;
    }

    // Batches of like size cost alike, row by row: 1, 2-3, 4-7, 8-15, ...
    private Experience ExperienceOf(int rows)
    {
        var size = BitOperations.Log2((uint)rows);
        return _experiences.TryGetValue(size, out var own) ? own : _experiences[size] = new Experience();
    }

    /// <summary>What batches of one size cost.</summary>
    private sealed class Experience
    {
        // Every so many steps another length is tried, so that a change is noticed; ever more rarely while there is none.
        private const int Trials = 2, FirstRound = 4 * Trials, LongestRound = 1024;

        // Of a plain step, for each token of a draft, until it is known better.
        private const double FirstGuess = 0.35;

        // What was not measured for a round may have become so much better.
        private const double Hope = 1.2;

        // To begin to draft costs: the assistant has to read what it missed. So much better it has to be.
        private const double Threshold = 1.1;

        private readonly StepCosts _costs = new();
        private readonly int[] _tried = new int[Longest + 1];
        private int _round = FirstRound / 2, _rounds, _left, _trial;
        private bool _drafts, _drafted;

        /// <summary>Rows of the last step.</summary>
        public int Rows { get; private set; }

        /// <summary>Seconds of a step without drafts; null before there was one.</summary>
        public double? PlainStep => _costs.CountOf(0) > 0 ? _costs.Of(0) * Rows : null;

        public void Add(int rows, int length, double seconds)
        {
            Rows = rows;
            _costs.Add(length, seconds / rows);
            _tried[length] = _rounds;
        }

        /// <param name="rows">What each row may bring.</param>
        /// <param name="token">Seconds that a drafted token is thought to cost before one was measured: what a row costs, which is a token too; null for the usual share of a step.</param>
        /// <param name="shortest">Tokens to draft at least.</param>
        public int Choose(IReadOnlyList<Outlook> rows, double? token, int shortest)
        {
            // All others are compared with it.
            if (_costs.CountOf(0) < Trials) return 0;
            // While nothing is drafted nothing new is learnt, and to weigh it anew would cost small models a share of their steps.
            if (!_drafts && shortest == 0 && _left > Trials)
            {
                _left--;
                return 0;
            }

            var guess = Math.Max(FirstGuess * _costs.Of(0), token ?? 0);
            var values = Enumerable.Range(0, Longest + 1).Select(length => length < shortest ? 0 : rows.Sum(row => row.TokensWith(length)) / _costs.Of(length, guess)).ToArray();
            if (!_drafts) values[0] *= Threshold;
            var best = Array.IndexOf(values, values.Max());
            _drafts = best > 0;
            if (_left-- == 0) BeginRound(best, values, shortest);
            return _left < Trials ? _trial : best;
        }

        private void BeginRound(int best, double[] values, int shortest)
        {
            _round = _drafts == _drafted ? Math.Min(LongestRound, 2 * _round) : FirstRound;
            (_drafted, _left) = (_drafts, _round - 1);
            _rounds++;
            // Whether to draft at all is asked more often than how much.
            _trial = _drafts && shortest == 0 && _rounds % 2 == 0 ? 0 : Enumerable.Range(0, values.Length).Where(length => length != best).MaxBy(length => values[length] * Math.Pow(Hope, _rounds - _tried[length]));
            // Not yet, where even hope does not make it the better one.
            if (_trial > 0 && values[_trial] * Math.Pow(Hope, _rounds - _tried[_trial]) < values[best]) _trial = best;
        }
    }
}
