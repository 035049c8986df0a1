using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Speech.Functions.Hosting;
using Speech.Transcription.Models;
using Speech.Transcription.Pipeline;
using Speech.Transcription.Tests.Fakes;

namespace Speech.Functions.Tests.Fakes;

/// <summary>The real web host on a free port, with fake engines or the real ones.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakeModel? _model;

    private Endpoint(WebApplication app, FakeModel? model, LogCapture log)
    {
        (_app, _model, Log) = (app, model, log);
        // The real engines take longer, above all when other processes use the cores.
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(model is null ? 120 : 30) };
    }

    public HttpClient Client { get; }

    public FakeModel Model => _model ?? throw new InvalidOperationException("The engines of this endpoint are real.");

    public LogCapture Log { get; }

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Task<Endpoint> StartAsync(
        FakeModel? model = null, IModelLoader<ISpeechModel>? loader = null, TimeProvider? time = null,
        params (string Name, string Value)[] settings)
        => StartAsync(_ => { }, model, loader, time, settings);

    /// <param name="add">Registers further fakes.</param>
    /// <param name="model">The model.</param>
    /// <param name="loader">Loads the model; by default one that returns <paramref name="model"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="settings">The settings, besides the model.</param>
    public static Task<Endpoint> StartAsync(
        Action<IServiceCollection> add, FakeModel? model = null, IModelLoader<ISpeechModel>? loader = null, TimeProvider? time = null,
        params (string Name, string Value)[] settings)
    {
        model ??= new FakeModel();
        return StartAsync(model, settings, services => add(services
            .AddSingleton<AudioDecoding>(FakeDecoding.DecodeAsync)
            .AddSingleton(loader ?? FakeLoader.Of(model))
            .AddSingleton(time ?? TimeProvider.System)));
    }

    /// <summary>Without fakes: decodes the audio and runs the checkpoint in the folder.</summary>
    public static Task<Endpoint> StartRealAsync(string folder, params (string Name, string Value)[] settings)
        => StartRealAsync(folder, TimeProvider.System, settings);

    public static Task<Endpoint> StartRealAsync(string folder, TimeProvider time, params (string Name, string Value)[] settings)
        // Random weights have low probabilities, which the fallback would reject; the reference's text is compared without it.
        => StartAsync(
            model: null, [("ASR_MODEL", folder), ("TEMPERATURE_FALLBACK", "false"), .. settings],
            services => services.AddSingleton(time));

    private static async Task<Endpoint> StartAsync(FakeModel? model, (string Name, string Value)[] settings, Action<IServiceCollection> add)
    {
        var log = new LogCapture();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        add(builder.Services);
        // The last of several values counts.
        var values = new Dictionary<string, string>();
        foreach (var (name, value) in settings) values[name] = value;
        values.TryAdd("ASR_MODEL", "fake/model");
        values.TryAdd("THREADS", "1");
        if (values.TryAdd("DIARIZATION_MODEL", "none")) values.TryAdd("VAD_FILTER", "false");
        values.TryAdd("SHUTDOWN_SECONDS", "0");
        values.TryAdd("NUM_BEAMS", "1");
        values.TryAdd("PRECISION", "fp32");
        var app = StandaloneHost.Build(builder, SettingsOf.Configuration(values.Select(value => (value.Key, value.Value))));
        await app.StartAsync(Stop);
        return new Endpoint(app, model, log);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken? cancellationToken = null)
    {
        using (request)
        {
            using var response = await Client.SendAsync(request, cancellationToken ?? Stop);
            return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(
                Stop), response.Headers, response.Content.Headers);
        }
    }

    public Task<Answer> PostAsync(HttpContent content, string path = "/", CancellationToken? cancellationToken = null)
        => SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, cancellationToken);

    public Task<Answer> PostAsync(byte[] body, string? contentType, string path = "/", CancellationToken? cancellationToken = null)
        => PostAsync(Bytes(body, contentType), path, cancellationToken);

    public Task<Answer> PostJsonAsync(string json) => PostAsync(Encoding.UTF8.GetBytes(json), "application/json");

    public Task<Answer> GetAsync(string path, string accept = "*/*")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return SendAsync(request);
    }

    public static ByteArrayContent Bytes(byte[] body, string? contentType)
    {
        var content = new ByteArrayContent(body);
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    /// <summary>Repeats a request until its response is the expected one, up to a number of times that does not depend on a
    /// clock.</summary>
    public static async Task<Answer> RepeatAsync(Func<Task<Answer>> ask, Func<Answer, bool> isAwaited)
    {
        for (var times = 0; times < 5000; times++)
            if (await ask() is var answer && isAwaited(answer)) return answer;
        throw new InvalidOperationException("the awaited answer did not come");
    }

    /// <summary>A TCP connection, for requests that HttpClient does not send.</summary>
    public async Task<NetworkStream> ConnectAsync(string head)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Client.BaseAddress!.Host, Client.BaseAddress.Port, Stop);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n")), Stop);
        return stream;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Log.Dispose();
    }
}

/// <summary>A response with its body.</summary>
internal sealed record Answer(int Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The message of an error, after checking that the body has the shape of every error.</summary>
    public string Sentence
    {
        get
        {
            Assert.Equal("application/json; charset=utf-8", ContentHeaders.ContentType!.ToString());
            var names = Json.EnumerateObject().Select(member => member.Name);
            Assert.Equal(["error", "detail"], names);
            Assert.Equal(Json.GetProperty("error").GetString(), Json.GetProperty("detail").GetString());
            Assert.DoesNotContain("   at ", Body, StringComparison.Ordinal);
            return Json.GetProperty("error").GetString()!;
        }
    }
}
