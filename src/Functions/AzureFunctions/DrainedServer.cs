using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Speech.Functions.Hosting;

namespace Speech.Functions.AzureFunctions;

/// <summary>A web server that accepts connections until the process ends, so that requests that come while it stops are rejected at
/// once. The functions host, which does not know that its worker stops, would try a closed port for 15 s and then answer 500.</summary>
internal sealed class DrainedServer(IServer server, RunningRequests requests) : IServer
{
    public IFeatureCollection Features => server.Features;

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
        => server.StartAsync(application, cancellationToken);

    /// <summary>Waits for the requests that run. The other services may take longer, so that only disposal closes the server.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
        => await requests.WaitUntilDoneAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public void Dispose() => server.Dispose();
}
