using System.Diagnostics;
using Speech.TestSupport;

[assembly: AssemblyFixture(typeof(Speech.Functions.Tests.AzureFunctions.Support.PublishedProgram))]

namespace Speech.Functions.Tests.AzureFunctions.Support;

/// <summary>The program as <c>dotnet publish</c> leaves it, made by the first test that needs it.</summary>
public sealed class PublishedProgram : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Lazy<Task> _publishing;

    public PublishedProgram() => _publishing = new(PublishAsync);

    /// <summary>The folder of the program.</summary>
    public async Task<string> FolderAsync()
    {
        await _publishing.Value;
        return _folder.Path;
    }

    public void Dispose() => _folder.Dispose();

    private async Task PublishAsync()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet",
        [
            "publish", RepositoryFolder.PathOf("src", "Functions", "Functions.csproj"), "--no-build", "--configuration", configuration,
            "--output", _folder.Path, "--nologo",
            // Nodes that stay would keep the output open.
            "-nodeReuse:false",
        ])
        { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
    }
}
