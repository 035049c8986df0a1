namespace Speech.Infra.Tests.Deployment;

public sealed class StorageTests
{
    private static readonly Snapshot Snapshot = Snapshot.Committed;
    private static readonly string[] Told = ["AUDIO_CONTAINER", "JOBS_CONTAINER", "TRANSCRIPTS_CONTAINER"];

    [Fact]
    public void There_are_the_containers_that_the_program_is_told_of()
    {
        var names = Snapshot.Of("Microsoft.Storage/storageAccounts/blobServices/containers")
            .Select(container => ((string)container["name"]!).Split('\'')[^2]).ToList();
        Assert.Equal(["audio", "jobs", "transcripts", "undelivered"], names.Order());
        Assert.Equal(["audio", "jobs", "transcripts"], Told.Select(name => Snapshot.Environment[name]));
    }

    [Fact]
    public void What_is_deleted_by_mistake_can_be_brought_back()
        => Assert.True((bool?)Snapshot.One(
            "Microsoft.Storage/storageAccounts/blobServices")["properties"]!["deleteRetentionPolicy"]!["enabled"]);
}
