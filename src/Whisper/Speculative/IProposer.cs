using Microsoft.ML.OnnxRuntime;
using Speech.Whisper.Decoding;

namespace Speech.Whisper.Speculative;

/// <summary>Proposes what the main model will say in each row. It only proposes: whatever it says, the text is the main model's.</summary>
internal interface IProposer : IDisposable
{
    /// <summary>Makes room for rows; they are freed by <see cref="End"/>.</summary>
    void Begin(int capacity);

    /// <summary>Lets go of all rows.</summary>
    void End();

    /// <summary>Lets a row listen to a window.</summary>
    /// <param name="row">The row.</param>
    /// <param name="samples">The window.</param>
    /// <param name="hidden">The main model's encoder output, [1, positions, width].</param>
    void Listen(int row, ReadOnlySpan<float> samples, OrtValue hidden);

    /// <summary>Reads what a row starts with, but for the last token.</summary>
    void Read(int row, Row state);

    /// <summary>Makes a row a copy of another, which holds so many tokens.</summary>
    void Copy(int from, int to, int length);

    /// <summary>Proposes how the rows go on; nothing for rows without a <see cref="Row.Draft"/>.</summary>
    /// <param name="rows">All rows, in their places.</param>
    /// <param name="length">Tokens of a draft at most.</param>
    int[][] Propose(IReadOnlyList<Row> rows, int length);
}
