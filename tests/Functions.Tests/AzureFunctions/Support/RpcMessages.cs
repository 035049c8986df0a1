using System.Reflection;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Speech.Functions.Tests.AzureFunctions.Support;

/// <summary>The messages between the functions host and a worker, as JSON: by the contract in the worker's own assembly, whose types are
/// internal.</summary>
internal static class RpcMessages
{
    private static readonly MessageDescriptor StreamingMessage
        = FindContract().MessageTypes.Single(type => type.Name == "StreamingMessage");

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(false));

    private static readonly Marshaller<JsonObject> Marshaller = Marshallers.Create(
        message => StreamingMessage.Parser.ParseJson(message.ToJsonString()).ToByteArray(),
        bytes => JsonNode.Parse(Formatter.Format(StreamingMessage.Parser.ParseFrom(bytes)))!.AsObject());

    /// <summary>The one method of the service: a stream in both directions.</summary>
    public static Method<JsonObject, JsonObject> EventStream { get; } = new(
        MethodType.DuplexStreaming, "AzureFunctionsRpcMessages.FunctionRpc", "EventStream", Marshaller, Marshaller);

    private static FileDescriptor FindContract()
        => (FileDescriptor)Assembly.Load("Microsoft.Azure.Functions.Worker.Grpc")
            .GetType("Microsoft.Azure.Functions.Worker.Grpc.Messages.FunctionRpcReflection", throwOnError: true)!
            .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
}
