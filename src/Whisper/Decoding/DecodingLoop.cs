namespace Speech.Whisper.Decoding;

/// <summary>
/// Decodes the windows of all requests together (continuous batching): one thread owns the networks, and every pass advances every
/// sequence.
/// </summary>
/// <remarks>
/// A waiting window takes the slot of a finished one while the others go on. Each pass uses all cores, so requests share the machine
/// instead of competing for it.
/// </remarks>
internal sealed class DecodingLoop : IAsyncDisposable
{
    private readonly DecodingContext _context;
    private readonly FairQueue _queue = new();
    private readonly List<WindowJob> _next = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <param name="context">Used by the loop's thread only from here on.</param>
    public DecodingLoop(DecodingContext context)
    {
        _context = context;
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Number of steps of the batch so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Decodes one window together with the others. A cancelled one leaves between two steps.</summary>
    /// <param name="request">The request the window belongs to: requests take turns.</param>
    /// <param name="samples">At most one window at 16 kHz; must not change until the task has completed.</param>
    /// <param name="options">The request's options.</param>
    /// <param name="cancellationToken">Completes the task at once.</param>
    /// <exception cref="ArgumentException">There are more samples than a window has.</exception>
    /// <exception cref="ObjectDisposedException">The loop was disposed.</exception>
    public async Task<DecodedWindow> DecodeAsync(
        DecodingRequest request, ReadOnlyMemory<float> samples, DecodingOptions options, CancellationToken cancellationToken)
    {
        var maxLength = _context.Encoder.WindowSamples;
        if (samples.Length > maxLength)
            throw new ArgumentException($"A window has at most {maxLength} samples, not {samples.Length}.", nameof(samples));
        using var job = new WindowJob(request, samples, options, cancellationToken);
        _queue.Enqueue(job);
        try
        {
            return await job.Completion.ConfigureAwait(false);
        }
        finally
        {
            _queue.Remove(job);
        }
    }

    /// <summary>Ends the loop; unfinished windows are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (var job in _queue.Close()) job.Fail(Unloading());
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static OperationCanceledException Unloading() => new("The model is being unloaded.");

    private void Run()
    {
        while (_queue.Dequeue() is { } job) TryRun(() => DecodeFrom(job), job.Fail);
    }

    /// <summary>Decodes until the batch is empty, which is as long as its cache is allocated. All its windows have the same number of
    /// sequences.</summary>
    private void DecodeFrom(WindowJob first)
    {
        using var batch = new DecodingBatch(_context, first.Options.MaxSequences);
        Admit(batch, first);
        while (batch.Count > 0)
        {
            if (_stopping.IsCancellationRequested) batch.Fail(Unloading());
            else TryRun(() => Advance(batch), batch.Fail);
        }
    }

    private void Advance(DecodingBatch batch)
    {
        batch.RemoveCompleted();
        Admit(batch);
        // The first token may complete a window.
        batch.RemoveCompleted();
        if (batch.Count == 0) return;
        batch.Step();
        Steps++;
    }

    /// <summary>
    /// Admits as many waiting windows as are encoded in one pass: encoding one takes as long as many steps, and all others wait for it.
    /// </summary>
    private void Admit(DecodingBatch batch, WindowJob? first = null)
    {
        _next.Clear();
        if (first is not null) _next.Add(first);
        var count = Math.Min(batch.Capacity - batch.Count, _context.MaxEncoderWindows);
        while (_next.Count < count && _queue.TryDequeue(batch.Capacity, batch.SequencesPerSlot) is { } job) _next.Add(job);
        if (_next.Count > 0) TryRun(() => batch.Admit(_next), exception => _next.ForEach(job => job.Fail(exception)));
    }

    /// <summary>An error (out of memory, say) fails the windows it concerns and nothing else.</summary>
    private static void TryRun(Action action, Action<Exception> fail)
    {
        try
        {
            action();
        }
        catch (Exception exception)
        {
            fail(exception);
        }
    }
}
