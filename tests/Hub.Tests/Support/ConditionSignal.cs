namespace Speech.Hub.Tests.Support;

/// <summary>Lets a test wait for a state that other threads bring about.</summary>
internal sealed class ConditionSignal
{
    private readonly List<(Func<bool> IsReached, TaskCompletionSource Source)> _waiting = [];

    /// <summary>Completes once the condition holds; it is looked at now and at every <see cref="Changed"/>.</summary>
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
