using System.Runtime.CompilerServices;
using Speech.Audio;

namespace Speech.Transcription.Pipeline;

/// <summary>Limits the work for a request whose client waits for the answer. A job has no such limit.</summary>
/// <param name="Audio">The longest audio, over all channels that are transcribed separately.</param>
/// <param name="Time">The longest time until the transcript is complete.</param>
public sealed record WorkLimit(TimeSpan Audio, TimeSpan Time)
{
    /// <summary>Runs a transcription until its time is over.</summary>
    /// <param name="transcribe">The transcription; cancelled at the end of its time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the transcription.</param>
    /// <exception cref="WorkLimitException">It took too long.</exception>
    internal async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> transcribe, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Time, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await transcribe(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new WorkLimitException($"The transcription took longer than {Time.TotalSeconds:0} seconds");
        }
    }

    /// <summary>The blocks of audio, until there are too many.</summary>
    /// <param name="blocks">Blocks of samples at 16 kHz.</param>
    /// <param name="samplesOf">The number of samples of a block.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="WorkLimitException">The audio is too long.</exception>
    internal async IAsyncEnumerable<T> ReadAsync<T>(
        IAsyncEnumerable<T> blocks, Func<T, long> samplesOf, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var remaining = (long)(Audio.TotalSeconds * AudioDecoder.SampleRate);
        await foreach (var block in blocks.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            remaining -= samplesOf(block);
            if (remaining < 0) throw new WorkLimitException($"The audio is longer than {Audio.TotalMinutes:0.##} minutes");
            yield return block;
        }
    }
}
