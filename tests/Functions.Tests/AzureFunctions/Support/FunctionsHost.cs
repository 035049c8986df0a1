using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Speech.Functions.Tests.AzureFunctions.Support;

/// <summary>What the functions host does for a worker: it starts the process, talks to it over gRPC, routes HTTP requests to functions and
/// forwards them, and invokes the blob function.</summary>
internal sealed class FunctionsHost : IAsyncDisposable
{
    private const string InvocationHeader = "x-ms-invocation-id";

    private readonly WorkerChannel _channel = new();
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly ConcurrentQueue<string> _output = [];
    private WebApplication _rpc = null!;
    private WebApplication _front = null!;
    private Process _process = null!;
    private Dictionary<string, string> _functionIds = [];

    private FunctionsHost() { }

    /// <summary>Sends requests to the functions.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>The functions as the worker describes them: name and bindings.</summary>
    public IReadOnlyList<(string Name, JsonArray Bindings)> Functions { get; private set; } = [];

    /// <summary>What the worker has logged and written.</summary>
    public string Output => _channel.Log + "\n" + string.Join('\n', _output.ToArray());

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts the host and a worker, until its functions are loaded.</summary>
    /// <param name="folder">The published program.</param>
    /// <param name="settings">The settings.</param>
    public static async Task<FunctionsHost> StartAsync(string folder, IEnumerable<(string Name, string Value)> settings)
    {
        var host = new FunctionsHost();
        host._rpc = await StartServerAsync(
            HttpProtocols.Http2, services => services.AddSingleton(host._channel).AddGrpc(options => options.MaxReceiveMessageSize = null),
            app => app.MapGrpcService<FunctionRpcService>());
        host._process = host.StartWorker(folder, AddressOf(host._rpc), settings);
        await host.LoadAsync(folder);
        return host;
    }

    /// <summary>Invokes the blob function.</summary>
    /// <param name="name">The name of the blob in the trigger's container.</param>
    /// <param name="invocationId">The id, by which it can be cancelled.</param>
    /// <returns>The status of the invocation: Success, Failure or Cancelled.</returns>
    public async Task<string> InvokeBlobAsync(string name, string? invocationId = null)
    {
        var id = invocationId ?? Guid.NewGuid().ToString();
        var content = new JsonObject { ["Connection"] = "AzureWebJobsStorage", ["ContainerName"] = "audio", ["BlobName"] = name };
        Invoke("TranscribeBlob", id, "blob", new JsonObject
        {
            ["modelBindingData"] = new JsonObject
            {
                ["version"] = "1.0",
                ["source"] = "AzureStorageBlobs",
                ["contentType"] = "application/json",
                ["content"] = Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(content)),
            },
        });
        return StatusOf(await _channel.ReceiveAsync("invocationResponse", id));
    }

    /// <summary>Asks the worker to end an invocation.</summary>
    public void Cancel(string invocationId) => _channel.Send("invocationCancel", new() { ["invocationId"] = invocationId });

    /// <summary>Asks the worker to end, as the host does when the platform stops it.</summary>
    public async Task TerminateAsync()
    {
        AskToTerminate();
        await _process.WaitForExitAsync(Stop);
    }

    /// <summary>As <see cref="TerminateAsync"/>, without waiting.</summary>
    public void AskToTerminate() => _channel.Send("workerTerminate", new() { ["gracePeriod"] = "10s" });

    /// <summary>Kills the worker without a chance to clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Stop);
    }

    /// <summary>Waits until the worker has written a text to its console, the only log of what it does outside of invocations: the
    /// functions host drops such messages of its protocol.</summary>
    public async Task UntilPrintedAsync(string text)
    {
        var polls = 0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(Stop))
        {
            if (_output.Any(line => line.Contains(text, StringComparison.Ordinal))) return;
            Assert.True(++polls < 3000, Output);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
        Client?.Dispose();
        if (_front is not null) await _front.DisposeAsync();
        await _rpc.DisposeAsync();
        _invoker.Dispose();
    }

    private Process StartWorker(string folder, string rpc, IEnumerable<(string Name, string Value)> settings)
    {
        var uri = new Uri(rpc);
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(folder, "Speech.Functions.dll"),
            "--host", uri.Host, "--port", $"{uri.Port}", "--workerId", "worker", "--requestId", "host",
            "--grpcMaxMessageLength", $"{int.MaxValue}", "--functions-uri", rpc, "--functions-worker-id", "worker",
            "--functions-request-id", "host", "--functions-grpc-max-message-length", $"{int.MaxValue}",
        ])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["FUNCTIONS_WORKER_RUNTIME"], start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"]) = ("dotnet-isolated", folder);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>The conversation with which every worker begins.</summary>
    private async Task LoadAsync(string folder)
    {
        await Task.WhenAny(_channel.ReceiveAsync("startStream"), _process.WaitForExitAsync(Stop));
        Assert.False(_process.HasExited, Output);
        _channel.Send("workerInitRequest", new()
        {
            ["hostVersion"] = "4.1037.0.0",
            ["functionAppDirectory"] = folder,
            ["capabilities"] = new JsonObject { ["RequiresRouteParameters"] = "true" },
        });
        var worker = await _channel.ReceiveAsync("workerInitResponse");
        _channel.Send("functionsMetadataRequest", new() { ["functionAppDirectory"] = folder });
        var functions = (await _channel.ReceiveAsync("functionMetadataResponse"))["functionMetadataResults"]!.AsArray()
            .Select(function => function!.AsObject()).ToList();
        foreach (var function in functions)
        {
            var id = (string)function["functionId"]!;
            _channel.Send("functionLoadRequest", new() { ["functionId"] = id, ["metadata"] = function.DeepClone() });
            Assert.Equal("Success", StatusOf(await _channel.ReceiveAsync("functionLoadResponse", id)));
        }
        _functionIds = functions.ToDictionary(function => (string)function["name"]!, function => (string)function["functionId"]!);
        Functions = [.. functions.Select(function => ((string)function["name"]!, new JsonArray(
            [.. function["rawBindings"]!.AsArray().Select(binding => JsonNode.Parse((string)binding!))])))];
        var address = (string)worker["capabilities"]!["HttpUri"]!;
        await UntilReachableAsync(new Uri(address));
        await StartFrontAsync(address);
    }

    /// <summary>The worker loads its functions before its web server is up; the functions host repeats requests until then.</summary>
    private async Task UntilReachableAsync(Uri worker)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(Stop))
        {
            Assert.False(_process.HasExited, Output);
            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(worker.Host, worker.Port, Stop);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
    }

    /// <summary>The web server that clients see.</summary>
    private async Task StartFrontAsync(string worker)
    {
        _front = await StartServerAsync(HttpProtocols.Http1, services => services.AddHttpForwarder(), app =>
        {
            var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
            foreach (var (name, bindings) in Functions)
                foreach (var trigger in bindings.Where(binding => (string?)binding!["type"] == "httpTrigger"))
                    app.MapMethods(
                        "/" + trigger!["route"], trigger["methods"]!.AsArray().Select(method => ((string)method!).ToUpperInvariant()),
                        context => ForwardAsync(forwarder, worker, name, context));
        });
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new(AddressOf(_front)) };
    }

    private async Task ForwardAsync(IHttpForwarder forwarder, string worker, string function, HttpContext context)
    {
        var id = Guid.NewGuid().ToString();
        context.Request.Headers[InvocationHeader] = id;
        Invoke(function, id, "request", new JsonObject { ["http"] = new JsonObject() });
        using var gone = context.RequestAborted.UnsafeRegister(_ => Cancel(id), null);
        var error = await forwarder.SendAsync(context, worker, _invoker, ForwarderRequestConfig.Empty, HttpTransformer.Default);
        if (error is ForwarderError.None) await _channel.ReceiveAsync("invocationResponse", id);
    }

    private void Invoke(string function, string id, string parameter, JsonObject data) => _channel.Send("invocationRequest", new()
    {
        ["invocationId"] = id,
        ["functionId"] = _functionIds[function],
        ["inputData"] = new JsonArray(new JsonObject { ["name"] = parameter, ["data"] = data }),
        ["traceContext"] = new JsonObject(),
    });

    private static string StatusOf(JsonObject response)
    {
        var status = (string?)response["result"]!["status"] ?? "Failure";
        return status;
    }

    private static async Task<WebApplication> StartServerAsync(
        HttpProtocols protocols, Action<IServiceCollection> add, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols);
        });
        add(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync(Stop);
        return app;
    }

    private static string AddressOf(WebApplication app) => app.Urls.First();
}
