using Speech.Hub.Errors;
using Speech.Hub.Naming;

namespace Speech.Hub.Tests.Naming;

public sealed class ModelIdTests
{
    [Theory]
    [InlineData("openai/whisper-base", "openai/whisper-base", "main")]
    [InlineData("gpt2", "gpt2", "main")]
    [InlineData("a/b", "a/b", "main")]
    [InlineData("Org_1.x/Name-2.0_y@v1.0", "Org_1.x/Name-2.0_y", "v1.0")]
    [InlineData("org/name@refs/pr/1", "org/name", "refs/pr/1")]
    public void Parses_a_name_and_an_optional_revision(string text, string name, string revision)
    {
        var id = ModelId.Parse(text);

        Assert.Equal((name, revision), (id.Name, id.Revision));
        Assert.Equal(text, id.ToString());
        Assert.False(id.IsPinned);
    }

    [Fact]
    public void A_full_commit_hash_pins_the_model() =>
        Assert.True(ModelId.Parse("org/name@0123456789abcdef0123456789abcdef01234567").IsPinned);

    [Theory]
    [InlineData("a/b/c")]
    [InlineData("/b")]
    [InlineData("a/")]
    [InlineData("a b/c")]
    [InlineData("a/..")]
    [InlineData("../a")]
    [InlineData("a--b/c")]
    [InlineData("-a/b")]
    [InlineData("a/b.")]
    [InlineData("a/b.git")]
    [InlineData("a/é")]
    [InlineData("a/b\n")]
    [InlineData("a/b?x=1")]
    [InlineData("https://huggingface.co/a/b")]
    [InlineData("a/b@")]
    [InlineData("a/b@../main")]
    [InlineData("a/b@/main")]
    [InlineData("a/b@x//y")]
    [InlineData("a/b@x?y")]
    [InlineData("a/b@x@y")]
    public void Rejects_invalid_ids(string text) => Assert.Throws<HubModelNameException>(() => ModelId.Parse(text));

    [Theory]
    [InlineData(96, true)]
    [InlineData(97, false)]
    public void A_name_has_at_most_96_characters(int length, bool isGood)
    {
        var text = "org/" + new string('n', length);

        if (isGood) Assert.Equal(text, ModelId.Parse(text).Name);
        else Assert.Throws<HubModelNameException>(() => ModelId.Parse(text));
    }
}
