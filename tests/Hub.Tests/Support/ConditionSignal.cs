namespace Speech.Hub.Tests.Support;

/// <summary>Lets a test wait for a condition that other threads change.</summary>
internal sealed class ConditionSignal
{
    private readonly List<(Func<bool> IsReached, TaskCompletionSource Source)> _waiting = [];

    /// <summary>Completes when the condition is true; it is evaluated now and on every <see cref="Changed"/>.</summary>
    public Task When(Func<bool> isReached)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting) _waiting.Add((isReached, source));
        Changed();
        return source.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void Changed()
    {
        lock (_waiting)
            foreach (var (_, source) in _waiting.Where(waiting => waiting.IsReached())) source.TrySetResult();
    }
}
