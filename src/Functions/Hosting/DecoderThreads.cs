using Microsoft.Extensions.Options;
using Speech.Functions.Options;
using Speech.Storage.Options;

namespace Speech.Functions.Hosting;

/// <summary>Lets the thread pool have a thread for each pipe of the decoders that may run. A pipe blocks a thread while it is read or
/// written; the pool by itself adds one or two threads per second, and meanwhile nothing else would go on.</summary>
internal sealed class DecoderThreads(IOptions<RequestLimitOptions> requests, IOptions<BackgroundOptions> background) : IHostedService
{
    /// <summary>Input, output and errors.</summary>
    private const int PipesOfDecoder = 3;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        var decoders = requests.Value.MaxConcurrentRequests + background.Value.MaxConcurrentJobs;
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + PipesOfDecoder * decoders), completions);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
