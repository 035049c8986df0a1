using Speech.Checkpoints.Files;
using Speech.TestSupport;

namespace Speech.Checkpoints.Tests;

public sealed class RepoPathTests
{
    [Fact]
    public void A_safe_name_stays_inside_its_folder()
    {
        using var folder = new TempFolder();
        string[] parts = ["", ".", "..", "...", "a", " ", "a.b", "\\", "c:", "~", "\0", "é", ".git", "..a"];
        foreach (var name in parts.SelectMany(a => parts.Select(b => $"{a}/{b}")).Concat(parts).Where(RepoPath.IsSafe))
        {
            var path = Path.GetFullPath(RepoPath.Combine(folder.Path, name));
            Assert.StartsWith(folder.Path + Path.DirectorySeparatorChar, path, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("a/b/c.bin")]
    [InlineData("..a/b..")]
    [InlineData("a b #%+.json")]
    public void Ordinary_names_are_safe(string name) => Assert.True(RepoPath.IsSafe(name));

    [Fact]
    public void A_sibling_is_in_the_same_folder()
    {
        Assert.Equal("b", RepoPath.Sibling("a", "b"));
        Assert.Equal("x/y/b", RepoPath.Sibling("x/y/a", "b"));
    }
}
