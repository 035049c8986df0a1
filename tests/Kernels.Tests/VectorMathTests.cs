using System.Runtime.Intrinsics;
using Speech.Kernels.Arithmetic;

namespace Speech.Kernels.Tests;

public sealed class VectorMathTests
{
    // Ordinary values, the tails, and values at which a power of e is no longer a float.
    private static readonly float[] Values =
    [
        .. Enumerable.Range(-2000, 4001).Select(i => i / 100f),
        -float.MaxValue, -1000, -88, -60, -30, 30, 60, 88, 1000, float.MaxValue, 0, 0,
    ];

    [Fact]
    public void The_logistic_function_is_exact_to_two_ten_millionths()
        => Compare(2e-7, VectorMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)));

    [Fact]
    public void A_gated_hyperbolic_tangent_is_exact_to_four_ten_millionths()
    {
        foreach (var gate in new[] { -1000f, -30, -1, 0, 2, 30, 1000 })
            Compare(
                4e-7, x => VectorMath.GatedTanh(Vector512.Create(gate), x), x => Math.Tanh(x) / (1 + Math.Exp(-gate)));
    }

    [Fact]
    public void The_largest_of_a_vector_is_found_at_any_place()
    {
        for (var place = 0; place < Vector512<float>.Count; place++)
            Assert.Equal(-1, VectorMath.Largest(Vector512.Create(-2f).WithElement(place, -1)));
    }

    private static void Compare(double tolerance, Func<Vector512<float>, Vector512<float>> function, Func<double, double> expected)
    {
        foreach (var part in Values.Chunk(Vector512<float>.Count))
        {
            var results = function(Vector512.Create([.. part, .. new float[Vector512<float>.Count - part.Length]]));
            for (var i = 0; i < part.Length; i++) Assert.Equal(expected(part[i]), results[i], tolerance);
        }
    }
}
