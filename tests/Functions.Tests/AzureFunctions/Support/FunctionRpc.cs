using System.Text.Json.Nodes;
using Grpc.Core;

namespace Speech.Functions.Tests.AzureFunctions.Support;

/// <summary>The service that a worker connects to.</summary>
[BindServiceMethod(typeof(FunctionRpc), nameof(Bind))]
internal abstract class FunctionRpc
{
    public static void Bind(ServiceBinderBase binder, FunctionRpc? service)
        => binder.AddMethod(RpcMessages.EventStream, service is null ? null! : service.EventStream);

    public abstract Task EventStream(
        IAsyncStreamReader<JsonObject> requests, IServerStreamWriter<JsonObject> responses, ServerCallContext context);
}

/// <summary>Passes the messages of the worker's stream on.</summary>
internal sealed class FunctionRpcService(WorkerChannel channel) : FunctionRpc
{
    public override Task EventStream(
        IAsyncStreamReader<JsonObject> requests, IServerStreamWriter<JsonObject> responses, ServerCallContext context)
        => channel.RunAsync(requests, responses, context.CancellationToken);
}
