namespace Speech.Transcription;

/// <summary>Returns something when it is disposed; disposing it again has no effect.</summary>
internal sealed class Release(Action action) : IDisposable
{
    private Action? _action = action;

    public void Dispose() => Interlocked.Exchange(ref _action, null)?.Invoke();
}
