namespace Speech.Infra.Tests.Deployment;

public sealed class StorageTests
{
    private static readonly Snapshot Snapshot = Snapshot.Committed;
    private static readonly string[] ContainerSettings =
        ["AUDIO_CONTAINER", "JOBS_CONTAINER", "PROCESSED_CONTAINER", "TRANSCRIPTS_CONTAINER"];

    [Fact]
    public void The_containers_in_the_settings_exist()
    {
        var names = Snapshot.Of("Microsoft.Storage/storageAccounts/blobServices/containers")
            .Select(container => ((string)container["name"]!).Split('\'')[^2]).ToList();
        Assert.Equal(["audio", "jobs", "processed", "transcripts"], names.Order());
        Assert.Equal(["audio", "jobs", "processed", "transcripts"], ContainerSettings.Select(name => Snapshot.Environment[name]));
    }

    [Fact]
    public void Deleted_blobs_can_be_restored()
        => Assert.True((bool?)Snapshot.One(
            "Microsoft.Storage/storageAccounts/blobServices")["properties"]!["deleteRetentionPolicy"]!["enabled"]);
}
