using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Speech.Functions.Errors;
using Speech.Functions.Hosting;
using Speech.Functions.Security;
using Speech.Functions.Telemetry;

namespace Speech.Functions.AzureFunctions;

/// <summary>Does for functions what middleware does for the routes of the web host: authorization, the error table and request metrics.
/// The worker invokes a function outside the ASP.NET Core pipeline, whose middleware sees neither its metadata nor its
/// exceptions.</summary>
internal sealed class FunctionPipeline(IServiceProvider services)
{
    private readonly ForwardedClient _client = new(services.GetRequiredService<IConfiguration>());

    /// <param name="request">The request.</param>
    /// <param name="requiresToken">Whether the route needs the API token.</param>
    /// <param name="handleAsync">Handles it; the token is cancelled when the client disconnects or the host stops.</param>
    /// <param name="stoppingToken">Cancelled when the functions host cancels the invocation.</param>
    public async Task<IResult> RunAsync(
        HttpRequest request, bool requiresToken, Func<CancellationToken, Task<IResult>> handleAsync, CancellationToken stoppingToken)
    {
        var context = request.HttpContext;
        _client.ApplyTo(context);
        await CrossOrigin.ApplyAsync(context);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stoppingToken);
        try
        {
            // Until its answer has been written.
            context.Response.RegisterForDispose(services.GetRequiredService<RunningRequests>().Add());
            if (requiresToken && !await IsAuthorizedAsync(context)) throw new UnauthorizedException();
            return await handleAsync(cancellation.Token);
        }
        catch (Exception exception)
        {
            // A client that is still connected sends it again.
            var failure = stoppingToken.IsCancellationRequested ? new HostStoppingException() : exception;
            return services.GetRequiredService<ErrorTable>().ToResult(context, failure);
        }
    }

    /// <summary>As <see cref="RunAsync"/>, for a route that needs the API token and whose requests are counted.</summary>
    public async Task<IResult> RunMeasuredAsync(
        HttpRequest request, Func<CancellationToken, Task<IResult>> handleAsync, CancellationToken stoppingToken)
    {
        IResult? result = null;
        await services.GetRequiredService<RequestMetrics>().MeasureAsync(async () =>
        {
            result = await RunAsync(request, requiresToken: true, handleAsync, stoppingToken);
            return (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
        });
        return result!;
    }

    private async Task<bool> IsAuthorizedAsync(HttpContext context)
    {
        var evaluator = services.GetRequiredService<IPolicyEvaluator>();
        var policy = (await services.GetRequiredService<IAuthorizationPolicyProvider>().GetPolicyAsync(ApiToken.Policy))!;
        var authentication = await evaluator.AuthenticateAsync(policy, context);
        return (await evaluator.AuthorizeAsync(policy, authentication, context, context)).Succeeded;
    }
}
