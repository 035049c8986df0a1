using Speech.Functions.Tests.Fakes;
using Speech.TestSupport;

namespace Speech.Functions.Tests.EndToEnd.Support;

/// <summary>One endpoint with the real engines for all tests of a class, because loading takes longer than most requests.</summary>
public sealed class RealEndpoint : IAsyncLifetime
{
    private Endpoint? _endpoint;

    internal Endpoint Endpoint => _endpoint!;

    public async ValueTask InitializeAsync()
        => _endpoint = await Endpoint.StartRealAsync(TinyCheckpoint.Folder, ("MAX_CONCURRENT_REQUESTS", "64"));

    public ValueTask DisposeAsync() => _endpoint?.DisposeAsync() ?? ValueTask.CompletedTask;
}
