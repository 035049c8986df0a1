using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Speech.Hub.Cache;
using Speech.Hub.Settings;
using Speech.Hub.Tests.Server;
using Speech.TestSupport;

namespace Speech.Hub.Tests.Support;

/// <summary>A fake Hub, an empty cache and a test clock.</summary>
internal sealed class HubFixture : IAsyncDisposable
{
    public const string Token = "hf_aVerySecretToken";
    public static readonly string[] Files = ["config.json", "model.safetensors"];
    private readonly HttpClient _http = new(HubClient.CreatePrimaryHandler());
    private readonly TempFolder _folder = new();

    private HubFixture(FakeHub hub) => Hub = hub;

    public FakeHub Hub { get; }

    public TestClock Clock { get; } = new();

    public string CacheFolder => _folder.Sub("hub");

    public HubOptions Options => new() { Endpoint = Hub.Endpoint, CacheFolder = CacheFolder, IdleTimeout = TestClock.Never };

    public static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public static async Task<HubFixture> StartAsync() => new(await FakeHub.StartAsync());

    /// <summary>Adds the model <c>org/tiny</c> with a small file and an LFS file.</summary>
    public FakeModel AddTinyModel(int seed = 1) => Hub.Add("org/tiny").Commit(Tiny(seed));

    public static (string, byte[])[] Tiny(int seed) =>
        [("config.json", FakeModel.Text($"{{\"seed\":{seed}}}")), ("model.safetensors", FakeModel.Noise(300_000, seed)),
            ("README.md", FakeModel.Text("# Tiny"))];

    public HubClient Client(HubOptions? options = null, IDisk? disk = null, TimeProvider? time = null, ILogger<HubClient>? logger = null)
        => new(options ?? Options, () => _http, time ?? Clock, logger ?? NullLogger<HubClient>.Instance, disk ?? new Disk());

    public Task<string> GetAsync(string model = "org/tiny", HubOptions? options = null, params string[] files) =>
        Client(options).GetFolderAsync(model, files.Length > 0 ? files : Files, CancellationToken);

    /// <summary>A path in the model's cache folder.</summary>
    public string InCache(params string[] parts) => Path.Combine([CacheFolder, "models--org--tiny", .. parts]);

    public string Blob(FakeFile file) => InCache("blobs", file.Etag);

    public string Partial(FakeFile file) => Blob(file) + ".incomplete";

    public void WritePartial(FakeFile file, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(InCache("blobs"));
        File.WriteAllBytes(Partial(file), content);
    }

    public string[] Blobs() => Directory.Exists(InCache("blobs"))
        ? [.. Directory.EnumerateFiles(InCache("blobs")).Where(path => !path.EndsWith(".incomplete", StringComparison.Ordinal))
            .Select(path => Path.GetFileName(path)!)]
        : [];

    public static void AssertContains(string folder, FakeModel model, params string[] files)
    {
        foreach (var file in files) Assert.Equal(model[file].Content, File.ReadAllBytes(Path.Combine([folder, .. file.Split('/')])));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Hub.DisposeAsync();
        _folder.Dispose();
    }
}
