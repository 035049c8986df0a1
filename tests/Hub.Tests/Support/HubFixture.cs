using Microsoft.Extensions.Logging;
using Speech.Hub.Cache;
using Speech.Hub.Settings;
using Speech.Hub.Tests.Server;
using Speech.TestSupport;

namespace Speech.Hub.Tests.Support;

/// <summary>A fake Hub, an empty cache and a clock: what a test of the client plays on.</summary>
internal sealed class HubFixture : IAsyncDisposable
{
    public const string Token = "hf_aVerySecretToken";
    public static readonly string[] Files = ["config.json", "model.safetensors"];
    private readonly List<HubClient> _clients = [];
    private readonly TempFolder _folder = new();

    private HubFixture(FakeHub hub) => Hub = hub;

    public FakeHub Hub { get; }

    public TestClock Clock { get; } = new();

    public string CacheFolder => _folder.Sub("hub");

    public HubOptions Options => new() { Endpoint = Hub.Endpoint, CacheFolder = CacheFolder, IdleTimeout = TestClock.Never };

    public static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public static async Task<HubFixture> StartAsync() => new(await FakeHub.StartAsync());

    /// <summary>A model of a small and a large file, called <c>org/tiny</c>.</summary>
    public FakeModel AddTinyModel(int seed = 1) => Hub.Add("org/tiny").Commit(Tiny(seed));

    public static (string, byte[])[] Tiny(int seed) =>
        [("config.json", FakeModel.Text($"{{\"seed\":{seed}}}")), ("model.safetensors", FakeModel.Noise(300_000, seed)), ("README.md", FakeModel.Text("# Tiny"))];

    public HubClient Client(HubOptions? options = null, IDisk? disk = null, TimeProvider? time = null, ILogger<HubClient>? logger = null)
    {
        var client = new HubClient(options ?? Options, null, time ?? Clock, logger, disk ?? new Disk());
        _clients.Add(client);
        return client;
    }

    public Task<string> GetAsync(string model = "org/tiny", HubOptions? options = null, params string[] files) =>
        Client(options).GetFolderAsync(model, files.Length > 0 ? files : Files, Cancellation);

    /// <summary>Path in the model's folder of the cache.</summary>
    public string InCache(params string[] parts) => Path.Combine([CacheFolder, "models--org--tiny", .. parts]);

    public string Blob(FakeFile file) => InCache("blobs", file.Etag);

    public string Partial(FakeFile file) => Blob(file) + ".incomplete";

    public void WritePartial(FakeFile file, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(InCache("blobs"));
        File.WriteAllBytes(Partial(file), content);
    }

    public string[] Blobs() => Directory.Exists(InCache("blobs"))
        ? [.. Directory.EnumerateFiles(InCache("blobs")).Where(path => !path.EndsWith(".incomplete", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)!)]
        : [];

    public static void AssertContains(string folder, FakeModel model, params string[] files)
    {
        foreach (var file in files) Assert.Equal(model[file].Content, File.ReadAllBytes(Path.Combine([folder, .. file.Split('/')])));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Hub.DisposeAsync();
        _folder.Dispose();
    }
}
