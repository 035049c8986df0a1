using System.Text;

namespace Speech.Hub.Tests.Server;

/// <summary>A model on the fake Hub with its commits and branches.</summary>
internal sealed class FakeModel(string name)
{
    private readonly Dictionary<string, Dictionary<string, FakeFile>> _commits = [];
    private readonly Dictionary<string, string> _branches = [];

    public string Name => name;

    /// <summary>Tokens with read access; null for public access.</summary>
    public IReadOnlyList<string>? Readers { get; set; }

    /// <summary>Status for requests without access: 401 or 403.</summary>
    public int GateStatus { get; set; } = 403;

    /// <summary>The latest commit of the main branch.</summary>
    public string Main => _branches["main"];

    public FakeFile this[string file] => _commits[Main][file];

    public IEnumerable<FakeFile> AllFiles => _commits.Values.SelectMany(files => files.Values);

    public IReadOnlyDictionary<string, FakeFile>? Files(string commit) => _commits.GetValueOrDefault(commit);

    public string? Resolve(string revision) => _commits.ContainsKey(revision) ? revision : _branches.GetValueOrDefault(revision);

    /// <summary>Adds a commit with exactly these files to a branch; <c>.safetensors</c> and <c>.bin</c> files are LFS files.</summary>
    public FakeModel Commit(string branch, params (string Name, byte[] Content)[] files)
    {
        var commit = $"{_commits.Count + 1:x8}{"0123456789abcdef0123456789abcdef"}";
        _commits[commit] = files.ToDictionary(
            file => file.Name,
            file => new FakeFile(file.Name, file.Content, file.Name.EndsWith(".safetensors", StringComparison.Ordinal)
                || file.Name.EndsWith(".bin", StringComparison.Ordinal)));
        _branches[branch] = commit;
        return this;
    }

    public FakeModel Commit(params (string Name, byte[] Content)[] files) => Commit("main", files);

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Pseudorandom bytes, reproducible by the seed.</summary>
    public static byte[] Noise(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
