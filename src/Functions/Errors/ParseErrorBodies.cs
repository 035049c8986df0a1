using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Speech.Functions.Errors;

/// <summary>Gives the body of every error to the web server's own answers: to requests that it cannot parse, which reach no middleware of
/// the application. Answers inside TLS stay as they are.</summary>
internal static class ParseErrorBodies
{
    /// <summary>The middleware of a connection.</summary>
    public static ConnectionDelegate Use(ConnectionDelegate next) => async connection =>
    {
        var transport = connection.Transport;
        connection.Transport = new Duplex(transport.Input, new ParseErrorWriter(transport.Output));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    };

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
