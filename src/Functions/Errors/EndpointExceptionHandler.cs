using Microsoft.AspNetCore.Diagnostics;

namespace Speech.Functions.Errors;

/// <summary>Answers every exception that leaves a route of the web host, by the error table.</summary>
internal sealed class EndpointExceptionHandler(ErrorTable errors) : IExceptionHandler
{
    /// <returns>Always true: the table has a status for every exception.</returns>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await errors.ToResult(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }
}
