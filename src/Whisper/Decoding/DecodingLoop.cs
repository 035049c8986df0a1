namespace Speech.Whisper.Decoding;

/// <summary>Decodes the windows of all requests together: one thread owns the networks, every pass advances every row.</summary>
/// <remarks>
/// A window takes the place of a finished one while others are in the middle of theirs. The passes use all cores, so requests share the
/// machine instead of fighting for it.
/// </remarks>
internal sealed class DecodingLoop : IAsyncDisposable
{
    private readonly Engines _engines;
    private readonly WaitingLine _waiting = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <param name="engines">Used by the loop alone from here on.</param>
    public DecodingLoop(Engines engines)
    {
        _engines = engines;
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Passes over the batch so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Decodes one window among the others. A cancelled one leaves between two steps.</summary>
    /// <param name="request">Whose window it is: requests take turns.</param>
    /// <param name="samples">At most a window at 16 kHz; must stay as it is until the task ends.</param>
    /// <param name="options">The request's.</param>
    /// <param name="cancellationToken">Ends the waiting at once.</param>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public async Task<DecodedWindow> DecodeAsync(DecodingRequest request, ReadOnlyMemory<float> samples, DecodingOptions options, CancellationToken cancellationToken)
    {
        using var job = new WindowJob(request, samples, options, cancellationToken);
        _waiting.Add(job);
        try
        {
            return await job.Done.ConfigureAwait(false);
        }
        finally
        {
            _waiting.Leave(job);
        }
    }

    /// <summary>Ends the loop; what is not finished is cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var job in _waiting.Close()) job.Fail(Unloaded());
        await _loop.ConfigureAwait(false);
        _waiting.Dispose();
        _stopping.Dispose();
    }

    private static OperationCanceledException Unloaded() => new("The model is being unloaded.");

    private void Run()
    {
        while (_waiting.Take() is { } job) Guard(() => Serve(job), job.Fail);
    }

    /// <summary>Decodes until there are no rows left, which is as long as their memory lives.</summary>
    private void Serve(WindowJob first)
    {
        using var batch = new DecodingBatch(_engines);
        Guard(() => batch.Admit(first), first.Fail);
        while (!batch.IsEmpty)
        {
            if (_stopping.IsCancellationRequested) batch.Fail(Unloaded());
            else Guard(() => Advance(batch), batch.Fail);
        }
    }

    /// <summary>Lets go of rows that are done, lets at most one window in (encoding it takes as long as many steps), and makes a step.</summary>
    private void Advance(DecodingBatch batch)
    {
        batch.Release();
        if (!batch.IsFull && _waiting.TryTake(batch.Capacity) is { } next) Guard(() => batch.Admit(next), next.Fail);
        // A window may be finished with its first token.
        batch.Release();
        if (batch.IsEmpty) return;
        batch.Step();
        Steps++;
    }

    /// <summary>What fails (out of memory, say) fails the windows in it and nothing else.</summary>
    private static void Guard(Action pass, Action<Exception> fail)
    {
        try
        {
            pass();
        }
        catch (Exception exception)
        {
            fail(exception);
        }
    }
}
