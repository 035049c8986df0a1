using Speech.Functions.Tests.Fakes;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>One endpoint with the real engines for all tests of a class: loading takes longer than most answers.</summary>
public sealed class RealEndpoint : IAsyncLifetime
{
    private Endpoint? _endpoint;

    /// <summary>The endpoint; skips the running test where there is no checkpoint to run.</summary>
    internal Endpoint Endpoint => TinyCheckpoint.Folder.Length > 0 ? _endpoint! : throw new InvalidOperationException();

    public async ValueTask InitializeAsync()
    {
        // A fixture that fails to start would fail its tests; they are to be skipped.
        if (TinyCheckpoint.IsThere) _endpoint = await Endpoint.StartRealAsync(TinyCheckpoint.Folder, ("MAX_CONCURRENT_REQUESTS", "64"));
    }

    public ValueTask DisposeAsync() => _endpoint?.DisposeAsync() ?? ValueTask.CompletedTask;
}
