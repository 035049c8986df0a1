using System.Text.Json.Serialization;
using Speech.Checkpoints;
using Speech.Checkpoints.Tensors;

namespace Speech.TestSupport.ReferenceData;

/// <summary>A generated range of a file.</summary>
/// <param name="Offset">Of its first byte.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CopyFill), "copy")]
[JsonDerivedType(typeof(UniformFill), "uniform")]
[JsonDerivedType(typeof(TokenEmbeddingsFill), "tokenEmbeddings")]
internal abstract record Fill(int Offset)
{
    /// <summary>The bytes of the range.</summary>
    /// <param name="folder">The folder of the file.</param>
    public abstract ReadOnlyMemory<byte> Generate(string folder);
}

/// <summary>Bytes of another file, which holds the same tensors.</summary>
/// <param name="Offset">Of its first byte.</param>
/// <param name="From">Path of the other file, relative to the folder of this one.</param>
/// <param name="FromOffset">Of the first byte in the other file.</param>
/// <param name="Length">In bytes.</param>
internal sealed record CopyFill(int Offset, string From, int FromOffset, int Length) : Fill(Offset)
{
    public override ReadOnlyMemory<byte> Generate(string folder) => File.ReadAllBytes(Path.Combine(folder, From)).AsMemory(FromOffset, Length);
}

/// <summary>Uniform float32 weights in [-bound, bound), multiplied by a scale: <see cref="RandomWeights.Uniform"/>.</summary>
/// <param name="Offset">Of its first byte.</param>
/// <param name="Seed">Of the generator.</param>
/// <param name="FirstDraw">Draws before the first weight.</param>
/// <param name="Count">Number of weights.</param>
/// <param name="Bound">Before scaling.</param>
/// <param name="Scale">The factor.</param>
internal sealed record UniformFill(int Offset, uint Seed, int FirstDraw, int Count, float Bound, float Scale) : Fill(Offset)
{
    public override ReadOnlyMemory<byte> Generate(string folder)
        => TensorData.FromFloats("", TensorType.F32, [Count], RandomWeights.Uniform(Seed, FirstDraw, Count, Bound, Scale)).Bytes;
}

/// <summary>Embeddings of the text tokens of a Whisper checkpoint: <see cref="RandomWeights.TokenEmbeddings"/>.</summary>
/// <param name="Offset">Of its first byte.</param>
/// <param name="Type">F32, or F16: rounded from float32.</param>
/// <param name="Seed">Of the generator.</param>
/// <param name="FirstDraw">Draws before those of the embeddings.</param>
/// <param name="Rows">Number of tokens.</param>
internal sealed record TokenEmbeddingsFill(
    int Offset, [property: JsonConverter(typeof(JsonStringEnumConverter<TensorType>))] TensorType Type, uint Seed, int FirstDraw, int Rows) : Fill(Offset)
{
    public override ReadOnlyMemory<byte> Generate(string folder)
    {
        var values = RandomWeights.TokenEmbeddings(Seed, FirstDraw, Rows);
        return TensorData.FromFloats("", Type, [values.Length], values).Bytes;
    }
}
